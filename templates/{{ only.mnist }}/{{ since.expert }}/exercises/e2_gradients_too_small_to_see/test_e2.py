"""A scale that keeps small gradients visible, and shrinks when large ones overflow."""

import numpy as np
import pytest
from written import written

from mnist import errors


def scaler(**how):
    found = written(errors, "scaling/lossscale.py", "LossScale").LossScale(**how)
    assert hasattr(found, "scale"), "`LossScale` has no attribute `scale`."
    assert callable(getattr(found, "unscaled", None)), "`LossScale` has no method `unscaled`."
    return found


def gradients(one, *numbers):
    """Return what a network in 16 bits would find for these gradients, with a scaled loss."""
    with np.errstate(all="ignore"):
        return [np.array([number * one.scale], np.float64).astype(np.float16) for number in numbers]


def step(one, *numbers):
    given = gradients(one, *numbers)
    with np.errstate(all="ignore"):
        return one.unscaled(given)


GOOD, BAD = (0.01, -0.02), (0.01, float("inf"))


def test_how_it_begins():
    scale = scaler().scale
    assert scale == 65536, f"Unless told otherwise, `scale` is 65536: not {scale}."
    assert scaler(scale=8.0).scale == 8, "`LossScale(scale=8.0)` should begin with 8."


@pytest.mark.parametrize("number", [1e-8, -3e-9, 0.25])
def test_small_gradients_survive(number):
    found = step(scaler(), number)
    assert found is not None, "Finite gradients should come back, not None."
    assert len(found) == 1, f"One array was given, and {len(found)} came back."
    assert np.asarray(found[0]).dtype == np.float32, (
        f"The gradients should be of 32 bits (float32), not of {np.asarray(found[0]).dtype}."
    )
    assert float(found[0][0]) == pytest.approx(number, rel=1e-2), (
        f"A gradient of {number:g} comes back as {float(found[0][0]):g}."
    )


def test_all_of_them_come_back():
    given = [np.array([[2.0, 4.0], [6.0, 8.0]], np.float16), np.array([10.0], np.float16)]
    before = [each.copy() for each in given]
    found = scaler(scale=2.0).unscaled(given)
    assert [np.asarray(each).tolist() for each in found] == [[[1, 2], [3, 4]], [5]], (
        "With a scale of 2, every number of every array should be halved, and the shapes stay."
    )
    assert all((a == b).all() for a, b in zip(given, before, strict=True)), (
        "`unscaled` changes the arrays that it was given."
    )


@pytest.mark.parametrize("bad", [float("inf"), -float("inf"), float("nan")])
@pytest.mark.parametrize("place", [0, 2])
def test_a_step_is_left_out(bad, place):
    one, numbers = scaler(scale=1024.0), [0.1, 0.2, 0.3]
    numbers[place] = bad
    found = step(one, *numbers)
    assert found is None, f"With {bad} among the gradients it should return None."
    assert one.scale == 512, f"After an overflow, a scale of 1024 should be 512, not {one.scale:g}."


def test_never_below_1():
    one = scaler(scale=4.0)
    scales = [(step(one, *BAD), one.scale)[1] for _ in range(4)]
    assert scales == [2, 1, 1, 1], f"From 4 on it should go to 2, 1, 1, 1: not to {scales}."


def test_it_grows_after_enough_good_steps():
    one = scaler(scale=8.0, every=3)
    scales = [(step(one, *GOOD), one.scale)[1] for _ in range(7)]
    assert scales == [8, 8, 16, 16, 16, 32, 32], (
        "With `every` at 3, the scale should be 8, 8, 16, 16, 16, 32, 32 after each step: not"
        f" {scales}."
    )


def test_the_step_that_makes_it_grow():
    one = scaler(scale=8.0, every=1)
    found = float(step(one, 0.5)[0][0])
    assert found == pytest.approx(0.5), (
        f"A gradient of 0.5 comes back as {found:g} in the step after which the scale is doubled."
    )


def test_a_bad_step_begins_the_row_anew():
    one = scaler(scale=8.0, every=3)
    scales = [(step(one, *each), one.scale)[1] for each in (GOOD, GOOD, BAD, GOOD, GOOD, GOOD)]
    assert scales == [8, 8, 4, 4, 4, 8], (
        "Good, good, bad, good, good, good, with `every` at 3: the scale should be 8, 8, 4, 4, 4, 8"
        f" after each, not {scales}."
    )


def test_two_hundred_unless_told_otherwise():
    one = scaler(scale=8.0)
    for _ in range(199):
        step(one, *GOOD)
    assert one.scale == 8, "Before 200 good steps, the scale should not grow."
    step(one, *GOOD)
    assert one.scale == 16, f"After 200 good steps, a scale of 8 should be 16, not {one.scale:g}."
