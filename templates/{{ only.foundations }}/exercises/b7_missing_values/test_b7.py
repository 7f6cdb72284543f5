"""The middle of what is known, and holes filled with it."""

import math
import random
import statistics

import pytest
from source import used

from foundations.mine import basics

NAN = float("nan")


@pytest.mark.parametrize("count", range(1, 9))
def test_median(count):
    draw = random.Random(count)
    known = [draw.uniform(-50, 50) for _ in range(count)]
    numbers = [*known, NAN, NAN]
    draw.shuffle(numbers)
    before = list(numbers)
    found = basics.median(numbers)
    assert not math.isnan(found), "NaN gets in the way: leave it out before you sort."
    assert found == pytest.approx(statistics.median(known)), (
        f"With {count} known the middle should be {statistics.median(known):.2f}, not {found:.2f}."
    )
    assert list(map(str, before)) == list(map(str, numbers)), (
        "`median` changed the order of the list it was given: `sorted` makes a new one."
    )


def test_median_of_nothing():
    try:
        found = basics.median([NAN, NAN])
    except (IndexError, ZeroDivisionError):
        pytest.fail("Where no number is known, `median` should return NaN, not stop.")
    assert math.isnan(found), f"Where no number is known it should be NaN, not {found}."


def test_zero_is_known():
    assert basics.median([0.0, 0.0, 5.0]) == 0, "0 is a number like others: the middle is 0."
    assert basics.fill([0.0, 2.0], 7.0) == [0.0, 2.0], "`fill` should leave a 0 as it is."


def test_fill():
    numbers = [1.5, NAN, -3.0, NAN]
    found = basics.fill(numbers, 28.0)
    assert not any(math.isnan(number) for number in found), (
        "`fill` left NaN where it was. (`==` does not find it: nothing is equal to NaN.)"
    )
    assert found == [1.5, 28.0, -3.0, 28.0], f"It should be 1.5, 28, -3, 28, and is {found}."
    assert math.isnan(numbers[1]), "`fill` changed the list it was given: return a new one."


def test_the_middle_is_yours():
    ready = used(basics.median, "statistics", "median", "nanmedian", "quantile")
    assert not ready, f"`{ready}` finds the middle for you. Do it once in plain Python."
