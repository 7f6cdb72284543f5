"""Shapley's rule, on sums of which the fair share is known."""

import itertools
import math

import pytest
from written import written

from house_prices import errors


def shares(worth):
    return written(errors, "analysis/shapley.py", "shares").shares(dict(worth))


def game(names, value):
    """Return what each set of names is worth, as `value` says."""
    sets = (s for size in range(len(names) + 1) for s in itertools.combinations(names, size))
    return {frozenset(each): float(value(frozenset(each))) for each in sets}


def told(found, wanted, why):
    assert isinstance(found, dict), f"`shares` should return a dictionary, not {found!r:.60}."
    assert set(found) == set(wanted), (
        f"There should be a share for {', '.join(wanted)}, and there is one for"
        f" {', '.join(map(str, found)) or 'nobody'}."
    )
    for name, share in wanted.items():
        assert found[name] == pytest.approx(share), (
            f"`{name}` should get {share:g}, not {found[name]:g}: {why}"
        )


def test_what_adds_up_is_divided_as_it_adds_up():
    prices = {"area": 40.0, "garage": 10.0, "street": -5.0}
    worth = game(prices, lambda there: 100 + sum(prices[name] for name in there))
    told(shares(worth), prices, "each brings the same whenever it comes in.")


def test_two_that_are_worth_something_only_together_share_it():
    worth = game(["key", "lock", "stone"], lambda there: 60 * ({"key", "lock"} <= there))
    told(shares(worth), {"key": 30, "lock": 30, "stone": 0}, "neither is worth anything alone.")


def test_three_of_whom_two_are_enough():
    # The first who has a left glove and one of two right ones: the left is scarce.
    worth = game(["left", "right", "other"], lambda there: 6 * ("left" in there and len(there) > 1))
    told(shares(worth), {"left": 4, "right": 1, "other": 1}, "take all six orders, not three.")


def test_the_shares_add_up():
    worth = game("abcd", lambda there: math.prod(2 + ord(name) % 5 for name in there) ** 0.7)
    total = sum(shares(worth).values())
    way = worth[frozenset("abcd")] - worth[frozenset()]
    assert total == pytest.approx(way), (
        f"All shares add up to {total:g}; from nothing to all it is {way:g}."
    )
