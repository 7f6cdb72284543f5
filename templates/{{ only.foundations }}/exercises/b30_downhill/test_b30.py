"""Steps on bowls whose bottom is known."""

import numpy as np
import pytest

from foundations.mine import learning

DRAW = np.random.default_rng(30)
BOTTOM = np.array([3.0, -1.0])


def slope_at(place):
    return 2 * (place - BOTTOM) * np.array([1.0, 0.5])


@pytest.mark.parametrize("rate", [0.01, 0.5, 2.0])
def test_one_step(rate):
    w, slope = DRAW.normal(size=(2, 5))
    before = w.copy()
    found = np.asarray(learning.step(w, slope, rate))
    assert np.array_equal(w, before), "`step` changed the weights it was given: return new ones."
    assert not np.allclose(found, before + rate * slope), "That goes uphill: subtract."
    for column in range(5):
        expected = before[column] - rate * slope[column]
        assert found[column] == pytest.approx(expected), (
            f"From {before[column]:.3f} with the slope {slope[column]:.3f} and the rate {rate} one"
            f" comes to {expected:.3f}, not {found[column]:.3f}."
        )


@pytest.mark.parametrize("steps", [0, 1, 6])
def test_a_walk(steps):
    start = np.array([-2.0, 4.0])
    found = learning.walk(slope_at, start, 0.3, steps)
    assert isinstance(found, np.ndarray), "`walk` should return one NumPy array, not a list."
    assert found.shape == (steps + 1, 2), (
        f"With steps={steps} the shape should be ({steps + 1}, 2), a row for each place, not"
        f" {found.shape}."
    )
    assert steps == 0 or not np.allclose(found, found[-1]), (
        "All rows are the same: `-=` changes one array over and over. Make a new one each time."
    )
    straight = np.array([-2.0, 4.0]) - 0.3 * np.outer(range(steps + 1), slope_at([-2.0, 4.0]))
    assert steps < 2 or not np.allclose(found, straight), (
        "Each step takes the slope where it stands, not the one at the start."
    )
    place = np.array([-2.0, 4.0])
    for row in range(steps + 1):
        assert np.allclose(found[row], place), (
            f"Row {row} should be {place.round(3)}, not {found[row].round(3)}."
        )
        place = place - 0.3 * slope_at(place)
    assert np.array_equal(start, [-2.0, 4.0]), "`walk` moved the start that it was given."


def test_where_it_ends():
    start = np.array([10.0, 10.0])
    near = learning.walk(slope_at, start, 0.4, 60)[-1]
    assert np.allclose(near, BOTTOM, atol=1e-6), f"It should end at {BOTTOM}, not at {near}."
    far = learning.walk(slope_at, start, 1.2, 30)[-1]
    assert np.abs(far - BOTTOM).max() > 100, "With steps too large it should run away, and stays."
