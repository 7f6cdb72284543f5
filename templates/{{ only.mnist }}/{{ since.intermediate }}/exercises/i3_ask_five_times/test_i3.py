"""The mean of five answers, with paper where the image was moved away."""

import numpy as np
import pytest
from written import written

from mnist import errors

MOVES = {"itself": (0, 0), "up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Ask:
    """Stands for a model: any fixed function of the pixels, and it remembers what it was asked."""

    def __init__(self):
        self.weights, self.seen = np.random.default_rng(3).normal(0, 0.1, (784, 10)), []

    def __call__(self, images):
        assert images.shape[1:] == (28, 28), (
            f"`ask` takes images (n, 28, 28), and was given {images.shape}."
        )
        self.seen += [np.array(image) for image in images]
        scores = images.reshape(len(images), 784) / 255 @ self.weights
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def five_times(ask, images):
    module, given = written(errors, "analysis/five.py", "five_times"), images.copy()
    found = np.asarray(module.five_times(ask, images))
    assert (images == given).all(), "`five_times` changes the images that it was given."
    assert found.shape == (len(images), 10), (
        f"For {len(images)} images the shape should be {len(images), 10}, not {found.shape}."
    )
    return found


def moved(image, way):
    down, right = way
    padded = np.pad(image, 1)
    return padded[1 - down : 29 - down, 1 - right : 29 - right]


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (4, 28, 28)).astype(np.uint8)


def test_which_pictures_are_asked_about(images):
    ask = Ask()
    five_times(ask, images[:1])
    seen = {image.astype(np.uint8).tobytes() for image in ask.seen}
    for name, way in MOVES.items():
        rolled = np.roll(images[0], way, (0, 1))
        if way != (0, 0):
            assert rolled.tobytes() not in seen, (
                f"Moved {name}, the picture should lose a line: with `np.roll` it comes back on"
                " the other side."
            )
        words = "the image itself" if way == (0, 0) else f"the image moved {name}"
        assert moved(images[0], way).tobytes() in seen, f"`ask` never gets to see {words}."
    assert len(ask.seen) == 5, f"`ask` should see 5 pictures of an image, not {len(ask.seen)}."
    kinds = {image.dtype for image in ask.seen}
    assert kinds == {np.dtype(np.uint8)}, "`ask` should be given bytes (uint8), as always."


def test_the_mean(images):
    found = five_times(Ask(), images)
    right = np.mean([[Ask()(moved(i, w)[None])[0] for i in images] for w in MOVES.values()], axis=0)
    assert np.allclose(found.sum(axis=1), 1), "The means should add up to 1 for each image."
    assert np.allclose(found, right, atol=1e-6), (
        f"The mean for the first image begins with {right[0, 0]:.3f}, {right[0, 1]:.3f}; yours"
        f" begins with {found[0, 0]:.3f}, {found[0, 1]:.3f}. Is it the mean of the probabilities?"
    )


def test_no_images():
    five_times(Ask(), np.zeros((0, 28, 28), np.uint8))
