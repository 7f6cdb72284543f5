"""Lines through random points: no other line has smaller errors."""

import numpy as np
import pytest
from source import used

from foundations.mine import vectors

DRAW = np.random.default_rng(15)


@pytest.mark.parametrize("count", [2, 5, 40])
def test_no_other_line_is_better(count):
    x = DRAW.uniform(-5, 20, count)
    y = 3 - 0.7 * x + DRAW.normal(size=count)
    slope, intercept = vectors.line(x, y)
    right = np.polyfit(x, y, 1)
    assert (intercept, slope) != pytest.approx(tuple(right)), (
        "They have changed places: the slope comes first, then the intercept."
    )
    errors = y - slope * x - intercept
    assert errors.sum() == pytest.approx(0, abs=1e-6), (
        f"The errors of {count} points should add up to 0, not {errors.sum():.3f}: the line lies"
        " too high or too low."
    )
    assert errors @ x == pytest.approx(0, abs=1e-5), (
        f"The errors still go with x (their dot product is {errors @ x:.3f}): wrong slope."
    )


def test_points_on_a_line():
    x = np.array([1.0, 2.0, 4.0, 7.0])
    found = vectors.line(x, 2.5 * x - 4)
    assert found == pytest.approx((2.5, -4)), (
        f"Points on 2.5 x - 4 should give 2.5 and -4, not {found[0]:.3f} and {found[1]:.3f}."
    )


def test_you_did_it_yourself():
    ready = used(vectors.line, "polyfit", "lstsq", "Polynomial", "linregress")
    assert not ready, f"`{ready}` fits the line for you. Do it yourself once."
