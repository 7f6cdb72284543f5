"""Groups that differ, groups that do not, and a count by hand."""

import itertools

import numpy as np
import pytest

from foundations import data
from foundations.mine import chance


def gaps(a, b, orders):
    values, found = [*a, *b], []
    for order in orders:
        new = [values[place] for place in order]
        found.append(np.mean(new[: len(a)]) - np.mean(new[len(a) :]))
    return np.array(found), np.mean(a) - np.mean(b)


def by_hand(a, b, orders):
    found, real = gaps(a, b, orders)
    return ((np.abs(found) >= abs(real) - 1e-12).sum() + 1) / (len(orders) + 1)


@pytest.mark.parametrize(
    ("a", "b"), [([1, 2, 3], [4, 5]), ([9, 8, 9], [1, 2, 9]), ([5, 5], [5, 5]), ([1, 9], [5, 4, 3])]
)
def test_all_orders(a, b):
    orders = np.array(list(itertools.permutations(range(len(a) + len(b)))))
    expected = by_hand(a, b, orders)
    found = chance.permutation_test(np.array(a, float), np.array(b, float), orders)
    count = expected * (len(orders) + 1) - 1
    for half in (count / len(orders), count / (len(orders) + 1), (count + 1) / len(orders)):
        assert found != pytest.approx(half) or half == pytest.approx(expected), (
            "Count what really happened as one more case: one above and one below."
        )
    shuffled, real = gaps(a, b, orders)
    for one in (shuffled >= real - 1e-12, shuffled >= abs(real) - 1e-12, shuffled <= real + 1e-12):
        one_sided = (one.sum() + 1) / (len(orders) + 1)
        assert found != pytest.approx(one_sided) or one_sided == pytest.approx(expected), (
            "That counts one direction only: take the size (`abs`) of both differences."
        )
    assert found == pytest.approx(expected), (
        f"For {a} and {b} the share should be {expected:.3f}, not {found:.3f}."
    )


def test_equal_but_for_rounding():
    a, b = np.array([0.1, 0.2, 0.3]), np.zeros(2)
    orders = np.array(list(itertools.permutations(range(5))))
    found, expected = chance.permutation_test(a, b, orders), by_hand(a, b, orders)
    assert found == pytest.approx(expected), (
        f"For 0.1, 0.2, 0.3 and two zeros it should be {expected:.3f}, not {found:.3f}: what"
        " differs by less than 1e-12 counts as equal."
    )


def test_a_difference_that_nobody_reaches():
    orders = np.array([np.random.default_rng(n).permutation(40) for n in range(99)])
    a, b = np.arange(20) + 100.0, np.arange(20.0)
    up, down = chance.permutation_test(a, b, orders), chance.permutation_test(b, a, orders)
    assert up == pytest.approx(0.01), f"None of 99 shuffles reaches it: 1 / 100, not {up}."
    assert down == pytest.approx(0.01), f"With b above a it should be the same, not {down}."


def test_did_survivors_pay_more():
    people = data.load().dropna(subset=["fare"]).head(400)
    lived = people["survived"] == 1
    orders = np.array([np.random.default_rng(n).permutation(400) for n in range(199)])
    fares = people["fare"].to_numpy()
    found = chance.permutation_test(fares[lived], fares[~lived], orders)
    assert found == pytest.approx(by_hand(fares[lived], fares[~lived], orders)), (
        f"For the fares of survivors and victims it should not be {found:.3f}."
    )
