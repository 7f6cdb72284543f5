"""A learning rate that rises and falls."""

import pytest
from written import written

from mnist import errors

LARGEST = 0.02


def rate(step, steps, warm, largest=LARGEST):
    module = written(errors, "analysis/rates.py", "warm_cosine")
    return float(module.warm_cosine(step, steps, largest, warm))


def expect(step, steps, warm, right, largest=LARGEST):
    found = rate(step, steps, warm, largest)
    assert found == pytest.approx(right, abs=1e-9), (
        f"Step {step} of {steps}, {warm} of them warm, `largest` at {largest:g}: it should be"
        f" {right:.5f}, not {found:.5f}."
    )


@pytest.mark.parametrize(("steps", "warm"), [(10, 4), (100, 5), (12, 1)])
def test_it_rises_evenly(steps, warm):
    for step in range(warm):
        expect(step, steps, warm, LARGEST * (step + 1) / warm)


@pytest.mark.parametrize(("steps", "warm"), [(10, 4), (100, 4), (8, 0)])
def test_it_comes_down(steps, warm):
    whole = steps - warm
    expect(warm, steps, warm, LARGEST)
    expect(warm + whole // 2, steps, warm, LARGEST / 2)
    if whole % 3 == 0:  # the cosine of a third of half a turn is a half
        expect(warm + whole // 3, steps, warm, LARGEST * 0.75)
        expect(warm + 2 * whole // 3, steps, warm, LARGEST * 0.25)
    falling = [rate(step, steps, warm) for step in range(warm, steps)]
    assert falling == sorted(falling, reverse=True), "After the rise it should only fall."
    assert 0 < falling[-1] < LARGEST / 4, (
        f"The last of {steps} steps should still be a small one, not {falling[-1]:.5f}."
    )


def test_it_ends():
    for step in (10, 11, 35):
        expect(step, 10, 4, 0.0)


def test_the_size_is_the_given_one():
    for step in range(10):
        expect(step, 10, 4, 50 * rate(step, 10, 4), largest=1.0)


@pytest.mark.parametrize(("steps", "warm"), [(10, -1), (10, 10), (10, 12)])
def test_senseless_settings(steps, warm):
    try:
        found = rate(0, steps, warm)
    except ValueError:
        return
    pytest.fail(f"{warm} warm steps of {steps} should raise a ValueError, not return {found:g}.")
