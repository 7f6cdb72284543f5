"""Numbers that become bytes, and come back almost as they were."""

import numpy as np
import pytest
from written import written

from mnist import errors


def function(name):
    return getattr(written(errors, "scaling/eightbits.py", name), name)


def grid(low, high):
    with np.errstate(all="ignore"):
        found = function("grid")(low, high)
    assert isinstance(found, tuple) and len(found) == 2, (
        f"`grid` should return a scale and a zero point, not {found!r}."
    )
    assert isinstance(found[1], int | np.integer), (
        f"The zero point should be a whole number, not {found[1]!r}."
    )
    return found


def packed(values, scale, zero):
    given = np.array(values)
    found = np.asarray(function("packed")(given, scale, zero))
    assert (given == values).all(), "`packed` changes the values that it was given."
    assert found.dtype == np.uint8, f"`packed` should give bytes (uint8), not {found.dtype}."
    assert found.shape == given.shape, f"`packed` changes the shape {given.shape}."
    return found


def unpacked(numbers, scale, zero):
    found = np.asarray(function("unpacked")(np.array(numbers, np.uint8), scale, zero))
    assert found.dtype == np.float32, (
        f"`unpacked` should give numbers of 32 bits (float32), not {found.dtype}."
    )
    return found


GRIDS = [
    (-1, 3, 4 / 255, 64),
    (0, 255, 1, 0),
    (-2.55, 0, 0.01, 255),
    (2, 5, 5 / 255, 0),
    (-8, -4, 8 / 255, 255),
    (0, 0, 1.0, 0),
]


@pytest.mark.parametrize(("low", "high", "scale", "zero"), GRIDS)
def test_the_grid(low, high, scale, zero):
    found = grid(low, high)
    assert found[0] == pytest.approx(scale), (
        f"From {low} to {high} the scale should be {scale:.5f}, not {float(found[0]):.5f}."
    )
    assert found[1] == zero, (
        f"From {low} to {high} the zero point should be {zero}, not {found[1]}."
    )


@pytest.mark.parametrize(
    ("value", "right"), [(0.0, 100), (0.5, 101), (0.7, 101), (0.8, 102), (-0.7, 99), (-50.0, 0)]
)
def test_a_value_becomes_a_byte(value, right):
    found = int(packed([value], 0.5, 100)[0])
    assert found == right, (
        f"{value:g} with a scale of 0.5 and the zero point 100 should be {right}, not {found}."
    )


@pytest.mark.parametrize(
    ("value", "right"), [(77.5, 255), (78, 255), (1e6, 255), (-50.5, 0), (-1e6, 0)]
)
def test_what_is_beyond_is_cut_off(value, right):
    found = int(packed([value], 0.5, 100)[0])
    assert found == right, (
        f"{value:g} lies beyond the range and should become {right}, not {found}."
    )


@pytest.mark.parametrize(("number", "right"), [(100, 0.0), (101, 0.5), (0, -50.0), (255, 77.5)])
def test_a_byte_becomes_a_value(number, right):
    found = float(unpacked([number], 0.5, 100)[0])
    assert found == pytest.approx(right), (
        f"{number} with a scale of 0.5 and the zero point 100 should be {right:g}, not {found:g}."
    )


@pytest.mark.parametrize(("low", "high"), [(-1.0, 3.0), (-0.3, 0.01), (0.0, 7.0), (-5.0, 100.0)])
def test_there_and_back(low, high):
    scale, zero = grid(low, high)
    values = np.linspace(low, high, 1001)
    there = packed(values, scale, zero)
    off = float(np.abs(unpacked(there, scale, zero) - values).max())
    # at the two ends the zero point, which was rounded, may cost another half
    assert off <= scale * 1.01, (
        f"From {low:g} to {high:g}, a value comes back {off:.4f} off, more than a scale"
        f" ({scale:.4f})."
    )
    inner = values[(there > 0) & (there < 255)]
    worst = float(np.abs(unpacked(packed(inner, scale, zero), scale, zero) - inner).max())
    assert worst <= scale * 0.501, (
        f"From {low:g} to {high:g}, a value comes back {worst:.4f} off, more than half a scale"
        f" ({scale / 2:.4f}): round, do not cut off."
    )
    nothing = float(unpacked(packed([0.0], scale, zero), scale, zero)[0])
    assert nothing == 0, f"From {low:g} to {high:g}, 0 comes back as {nothing:g}."


def test_tables_of_numbers():
    weights = np.random.default_rng(0).normal(0, 1, (3, 4, 5)).astype(np.float32)
    scale, zero = grid(float(weights.min()), float(weights.max()))
    back = unpacked(packed(weights, scale, zero), scale, zero)
    assert back.shape == weights.shape, f"Of shape (3, 4, 5) it comes back as {back.shape}."
