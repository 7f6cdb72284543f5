"""The curve of a probability while a picture is covered, the most important places first."""

import numpy as np
import pytest
from written import written

from mnist import errors


class Ask:
    """Stands for a model that adds up weighted ink: what each pixel is worth is known."""

    def __init__(self, worth):
        self.worth = worth / worth.sum()

    def __call__(self, images):
        assert images.shape[1:] == (28, 28), (
            f"`ask` takes images (n, 28, 28), and was given {images.shape}."
        )
        share = (images / 255 * self.worth).sum(axis=(1, 2))
        chances = np.zeros((len(images), 10))
        chances[:, 3], chances[:, 6] = share, 1 - share
        return chances


def deletion(ask, image, heat, answer, *more):
    module = written(errors, "analysis/deletion.py", "deletion")
    before = image.copy(), heat.copy()
    found = np.asarray(module.deletion(ask, image, heat, answer, *more))
    assert (image == before[0]).all(), "`deletion` changes the image that it was given."
    assert (heat == before[1]).all(), "`deletion` changes the map that it was given."
    count = (more[0] if more else 14) + 1
    assert found.shape == (count,), (
        f"The curve should have {count} numbers, from the whole image to blank paper: its shape is"
        f" {found.shape}."
    )
    return found


@pytest.fixture
def worth():
    return np.random.default_rng(0).random((28, 28))


def black():
    return np.full((28, 28), 255, np.uint8)


def test_of_any_answer(worth):
    found = deletion(Ask(worth), black(), worth, 6)
    assert found[0] == pytest.approx(0), (
        "The whole image is a 6 with probability 0, and the curve for `answer` 6 begins at"
        f" {found[0]:.2f}: it should tell of `answer`, whatever the model says most."
    )


def test_from_the_whole_image_to_paper(worth):
    found = deletion(Ask(worth), black(), worth, 3)
    assert found[0] == pytest.approx(1), (
        f"The curve begins at {found[0]:.2f}: the first number is that of the whole image."
    )
    assert found[-1] == pytest.approx(0), (
        f"The curve ends at {found[-1]:.2f}: the last number is that of blank paper."
    )


def test_the_most_important_first(worth):
    found = deletion(Ask(worth), black(), worth, 3)
    back = deletion(Ask(worth), black(), -worth, 3)
    assert found.mean() < back.mean(), "It covers the least important places first."
    sums = np.sort(worth.ravel())[::-1].reshape(14, 56).sum(axis=1) / worth.sum()
    right = 1 - np.concatenate([[0], sums.cumsum()])
    assert np.allclose(found, right, atol=1e-6), (
        f"After the first of 14 parts {right[1]:.3f} should be left and after the second"
        f" {right[2]:.3f}; yours leaves {found[1]:.3f} and {found[2]:.3f}."
    )


@pytest.mark.parametrize("parts", [1, 5, 100, 784])
def test_other_parts(worth, parts):
    found = deletion(Ask(np.ones((28, 28))), black(), worth, 3, parts)
    sizes = [len(part) for part in np.array_split(np.arange(784), parts)]
    right = 1 - np.concatenate([[0], np.cumsum(sizes)]) / 784
    assert np.allclose(found, right, atol=1e-6), (
        f"With {parts} parts, each should cover as many pixels as the others, one more or less."
    )


def test_equal_heat_goes_from_the_top_left():
    worth = np.zeros((28, 28))
    worth[0, :14] = 1  # the first half of the first row
    heat = np.zeros((28, 28))
    heat[27, 27] = 1
    found = deletion(Ask(worth), black(), heat, 3, 784)
    right = 1 - np.clip(np.arange(785) - 1, 0, 14) / 14
    assert np.allclose(found, right, atol=1e-6), (
        "Of pixels with the same heat, the one further up should go first, then the one further"
        " left."
    )


def test_grey_ink_and_a_map_below_zero(worth):
    image = np.random.default_rng(1).integers(0, 256, (28, 28)).astype(np.uint8)
    found = deletion(Ask(worth), image, worth - 2, 3, 4)
    order = np.argsort(-worth.ravel())
    lost = (image.ravel() / 255 * worth.ravel() / worth.sum())[order].reshape(4, 196).sum(axis=1)
    right = lost.sum() - np.concatenate([[0], lost.cumsum()])
    assert np.allclose(found, right, atol=1e-6), (
        "A map may be below zero everywhere; the largest heat still goes first."
    )
