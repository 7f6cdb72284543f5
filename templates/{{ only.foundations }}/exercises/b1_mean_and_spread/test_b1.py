"""The mean and the spread of random numbers, and what happens when they are shifted and scaled."""

import random
import statistics

import pytest
from source import used

from foundations.mine import basics

RANDOM = random.Random(1)
LISTS = [[RANDOM.gauss(20, 5) for _ in range(size)] for size in (1, 2, 7, 40)] + [[1, 2, 3, 6]]


@pytest.mark.parametrize("numbers", LISTS, ids=len)
def test_many_numbers(numbers):
    try:
        mean, spread = basics.mean_and_spread(list(numbers))
    except ZeroDivisionError:
        pytest.fail("A list of one number: divide by how many there are, not by one less.")
    expected = statistics.pstdev(numbers)
    assert mean == pytest.approx(statistics.fmean(numbers)), (
        f"The mean of a list of {len(numbers)} should be {statistics.fmean(numbers):.3f},"
        f" not {mean}."
    )
    assert expected == 0 or spread != pytest.approx(expected**2), (
        "The spread is still squared: take the root."
    )
    if len(numbers) > 1:
        assert spread != pytest.approx(statistics.stdev(numbers)), (
            "Divide the squares by how many numbers there are, not by one less."
        )
    assert spread == pytest.approx(expected, abs=1e-12), (
        f"The spread of a list of {len(numbers)} should be {expected:.3f}, not {spread:.3f}."
    )


def test_shifted_and_scaled():
    mean, spread = basics.mean_and_spread([2.0, 4.0, 9.0])
    moved = basics.mean_and_spread([102.0, 104.0, 109.0])
    assert moved == pytest.approx((mean + 100, spread)), (
        "With 100 added to each number the mean should grow by 100 and the spread stay."
    )
    scaled = basics.mean_and_spread([-4.0, -8.0, -18.0])
    assert scaled == pytest.approx((-2 * mean, 2 * spread)), (
        "With each number times -2 the spread should double (it is never negative)."
    )


def test_you_did_it_yourself():
    ready = used(basics.mean_and_spread, "np", "numpy", "statistics", "fmean", "pstdev")
    assert not ready, f"`{ready}` does it for you. Do it once in plain Python."
