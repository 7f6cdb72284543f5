"""A test that may be looked at after every person."""

import math

import numpy as np
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "studies/sequential.py", "verdict")
    return found.verdict


def ask(hits, rate=0.1, better=0.2, error=0.05, power=0.8):
    return tuple(function()(hits, rate, better, error, power))


@pytest.mark.parametrize(
    ("hits", "right"),
    [
        ([1, 1, 1, 1, 1, 1, 1], ("better", 4)),
        ([1, 1, 1, 1], ("better", 4)),
        ([1, 1, 1], ("go on", 3)),
        ([0] * 40, ("not better", 14)),
        ([0] * 13, ("go on", 13)),
        ([0, 1, 1, 0, 1, 1, 1, 0], ("better", 7)),
        ([1] + [0] * 40, ("not better", 21)),
        ([], ("go on", 0)),
    ],
)
def test_rows(hits, right):
    found = ask(hits)
    shown = f"{len(hits)} people of whom {sum(hits)} are hits" if hits else "nobody asked yet"
    assert found[0] == right[0], (
        f'With {shown}, the verdict should be "{right[0]}", not "{found[0]}".'
    )
    assert found[1] == right[1], (
        f"With {shown}, the number should be {right[1]}: who had been asked by then. It is"
        f" {found[1]}."
    )


def test_a_border_that_is_reached_exactly():
    found = ask([1, 1], rate=0.25, better=0.5, error=0.2, power=0.8)
    assert found == ("better", 2), "A sum that is exactly at the upper border is a verdict."


def test_the_borders_follow_error_and_power():
    assert ask([1] * 20, error=0.001)[1] > ask([1] * 20)[1], (
        "A smaller `error` must ask more people."
    )
    assert ask([0] * 60, power=0.99)[1] > ask([0] * 60)[1], "A larger `power` must ask more people."


def test_false_alarms_stay_rare():
    chance = np.random.default_rng(3)
    equal = [ask(chance.random(600) < 0.1)[0] for _ in range(600)]
    share = equal.count("better") / len(equal)
    assert share < 0.07, f"Of tests without a difference, {share:.0%} find one; 5 % are allowed."
    truly = [ask(chance.random(600) < 0.2)[0] for _ in range(300)]
    found = truly.count("better") / len(truly)
    assert found > 0.75, f"Of tests with a difference, only {found:.0%} find it; it should be 80 %."
    assert math.isfinite(share)


@pytest.mark.parametrize(("rate", "better"), [(0, 0.1), (0.2, 0.1), (0.1, 0.1), (0.1, 1)])
def test_what_makes_no_sense(rate, better):
    verdict = function()
    try:
        verdict([1, 0], rate, better, 0.05, 0.8)
    except ValueError:
        return
    except ZeroDivisionError:
        pass
    pytest.fail(f"`rate` {rate} and `better` {better} should raise a ValueError.")
