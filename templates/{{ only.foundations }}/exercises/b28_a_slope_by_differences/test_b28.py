"""Slopes of functions whose slope is known."""

import math

import pytest

from foundations.mine import learning

KNOWN = {
    "x squared": (lambda x: x * x, lambda x: 2 * x),
    "x cubed": (lambda x: x**3, lambda x: 3 * x * x),
    "the sine": (math.sin, math.cos),
    "e to the x": (math.exp, math.exp),
    "5 - 2 x": (lambda x: 5 - 2 * x, lambda x: -2.0),
}


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("x", [-1.3, 0.4, 2.0])
def test_known_slopes(name, x):
    f, right = KNOWN[name]
    found = learning.slope(f, x)
    assert found == pytest.approx(right(x), abs=1e-4), (
        f"The slope of {name} at {x} should be {right(x):.4f}, not {found:.4f}."
    )


def test_both_sides():
    found = learning.slope(lambda x: x * x, 3.0, 0.5)
    assert found != pytest.approx(6.5) and found != pytest.approx(5.5), (
        "With h = 0.5 that is the slope from one side; ask f at x + h and at x - h."
    )
    assert found == pytest.approx(6), (
        f"The slope of x squared at 3 should be 6 even with h = 0.5, not {found:.3f}."
    )
    wide = learning.slope(lambda x: x**3, 0.0, 2.0)
    assert wide == pytest.approx(4), f"x cubed at 0 with h = 2: (8 + 8) / 4 is 4, not {wide:.3f}."
