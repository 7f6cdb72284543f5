"""What is measured of a digit is what a person sees in it."""

import numpy as np
import pytest

from mnist.service import facts
from mnist.tracking import samples


def stroke(width, lean=0.0):
    """Return a line of this width from top to bottom, leaning to the right by degrees."""
    digit = np.zeros((28, 28), np.uint8)
    for row in range(4, 24):
        middle = 14 + np.tan(np.radians(lean)) * (13.5 - row)
        left = round(middle - width / 2)
        digit[row, left : left + width] = 255
    return digit


@pytest.mark.parametrize("width", [1, 2, 4])
def test_the_thickness_of_a_line_is_its_width(width):
    found = facts.measure(stroke(width))
    assert found["thickness"] == pytest.approx(width, rel=0.2)
    assert (found["width"], found["height"]) == (width, 20)
    assert found["ink"] == pytest.approx(width * 20 / 784, abs=1e-4)
    assert found["grey"] == 0


@pytest.mark.parametrize("lean", [-20, 0, 10, 25])
def test_the_slant_is_the_angle_of_a_line(lean):
    assert facts.measure(stroke(2, lean))["slant"] == pytest.approx(lean, abs=2)


def test_a_blurred_line_is_grey():
    digit = stroke(4)
    digit[:, 12], digit[:, 15] = digit[:, 12] // 2, digit[:, 15] // 2
    assert facts.measure(digit)["grey"] > 0.3


def test_an_empty_sheet_can_be_measured():
    assert set(facts.measure(np.zeros((28, 28), np.uint8)).values()) == {0.0}


def test_sending_a_digit_hardly_changes_it(few):
    images = few.images[:100]
    before, after = samples.table(images).mean(), samples.table(samples.arriving(images)).mean()
    for name in ("thickness", "width", "height", "slant"):
        assert after[name] == pytest.approx(before[name], abs=1.5), name
