"""Digits that are turned, and twice as many of them."""

import math

import numpy as np
import pytest
from written import written

from mnist import data, errors
from mnist.data import Digits


def function(name):
    return getattr(written(errors, "turning.py", name), name)


def turned(images, degrees):
    given = images.copy()
    found = function("turned")(images, degrees)
    assert (images == given).all(), "`turned` changes the images that it was given."
    assert isinstance(found, np.ndarray), f"`turned` should return an array, not {found!r:.40}."
    assert found.shape == images.shape, (
        f"Images {images.shape} should come back as {images.shape}, not as {found.shape}."
    )
    assert found.dtype == np.uint8, f"The result should be of bytes (uint8), not of {found.dtype}."
    return found


@pytest.fixture(scope="module")
def some():
    digits = data.load(data.SAMPLE)
    return digits.take(np.arange(0, 5000, 125))  # 40


def apart(one, other):
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_by_nothing(some):
    assert apart(turned(some.images, 0), some.images) < 0.01, "0 degrees should change nothing."


def test_which_way(some):
    right = np.rot90(some.images, axes=(1, 2))
    found = turned(some.images, 90)
    assert apart(found, np.rot90(right, 2, axes=(1, 2))) > 1, "It turns clockwise."
    assert apart(found, right) < 0.5, (
        "By 90 degrees, the top should be where the left was, and nothing else may change."
    )
    assert apart(turned(some.images, -90), np.rot90(right, 2, axes=(1, 2))) < 0.5, (
        "By -90 degrees it should turn clockwise."
    )


def test_each_picture_alone(some):
    together = turned(some.images, 20)
    assert apart(turned(some.images[3:4], 20), together[3:4]) < 0.01, (
        "A picture comes out differently when others are turned with it."
    )


def test_the_ink_stays(some):
    for degrees in (7, -12):
        share = turned(some.images, degrees).mean() / some.images.mean()
        assert share == pytest.approx(1, abs=0.03), (
            f"Turned by {degrees} degrees, the pictures have {share:.0%} of their ink."
        )


def test_pixels_are_mixed_from_their_neighbours():
    """A line of half ink: its corners, turned, are mixed from ink and paper, and nothing else."""
    image = np.zeros((28, 28), np.uint8)
    image[13:15, 4:24] = 100
    found = turned(image[None], 10)[0]
    assert found.max() <= 100, (
        f"Where all ink is 100, mixing gives no {found.max()}: mix four pixels, and no more."
    )
    assert len(np.unique(found)) > 8, "Pixels are moved, not mixed: there is hardly a new grey."


def test_what_comes_from_outside_is_paper():
    images = np.full((1, 28, 28), 200, np.uint8)
    corner = turned(images, 45)[0, 0, 0]
    assert corner == 0, f"Turned by 45 degrees, a corner should be paper (0), not {corner}."


def bar():
    """Return a bar that stands upright."""
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 12:16] = 255
    return image


def angle(image):
    """Return by how many degrees a bar was turned, counter-clockwise."""
    down, across = np.indices((28, 28)) - 13.5
    lean = float((image * down * across).sum())
    return math.degrees(math.atan2(lean, float((image * down**2).sum())))


@pytest.mark.parametrize("degrees", [5, 15, -10])
def test_by_how_much(degrees):
    found = angle(turned(bar()[None], degrees)[0])
    assert found == pytest.approx(degrees, abs=1.5), (
        f"A bar that should be turned by {degrees} degrees was turned by {found:.0f}."
    )


def enlarged(digits, degrees=10, seed=1):
    found = function("enlarged")(digits, degrees, seed)
    assert isinstance(found, Digits), f"`enlarged` should return `Digits`, not {found!r:.40}."
    count = len(found.images)
    assert count == len(found.labels), f"{count} images, but {len(found.labels)} labels."
    assert count == 2 * len(digits), f"Of {len(digits)} digits it makes {count}, not twice as many."
    return found


def test_the_given_ones_come_first(some):
    found = enlarged(some)
    assert (found.images[:40] == some.images).all(), (
        "The given images should come first, as they are."
    )
    assert (found.labels == np.tile(some.labels, 2)).all(), (
        "A turned 7 is still a 7: the second half should have the same labels in the same order."
    )
    assert all(apart(a, b) < 40 for a, b in zip(found.images[40:], some.images, strict=True)), (
        "The second half shows other digits than the first, or turns them too far."
    )


def test_each_has_an_angle_of_its_own():
    bars = Digits(bar()[None].repeat(200, 0), np.ones(200, np.int64))
    angles = np.array([angle(image) for image in enlarged(bars, 12).images[200:]])
    assert np.ptp(angles) > 1, "All are turned by the same angle."
    assert np.abs(angles).max() < 13, (
        f"With at most 12 degrees, one was turned by {np.abs(angles).max():.0f}."
    )
    assert angles.min() < -9 and angles.max() > 9, (
        f"The angles go from {angles.min():.0f} to {angles.max():.0f}, not from -12 to 12."
    )
    middle = float((np.abs(angles) < 4).mean())
    assert middle == pytest.approx(1 / 3, abs=0.12), (
        f"{middle:.0%} of the angles lie in the middle third: draw them evenly, a third is due."
    )
    assert abs(angles.mean()) < 2, "Most are turned the same way: draw evenly from both sides."


def test_the_seed_decides(some):
    first, again, other = (enlarged(some, 10, seed).images for seed in (1, 1, 2))
    assert (first == again).all(), "The same seed should give the same pictures."
    assert (first != other).any(), "Another seed should give other pictures."
