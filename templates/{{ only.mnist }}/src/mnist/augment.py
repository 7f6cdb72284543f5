"""Change training images a little, so that the model never sees the same one twice."""

from functools import partial

import numpy as np

from .learning import Augment


def shifts(most: int) -> Augment | None:
    """Return a function that moves each image by up to `most` pixels; None for no move at all."""
    return partial(shift, most=most) if most else None


def shift(images: np.ndarray, rng: np.random.Generator, most: int) -> np.ndarray:
    """Move each image up to `most` pixels left or right and up or down; paper fills the gap.

    `images` are (n, 28, 28), the result has the same shape. A 7 that moves is still a 7: this
    tells the model so, which 3,500 images alone cannot.
    """
    count, height, width = images.shape
    wide = np.pad(images, ((0, 0), (most, most), (most, most)))
    down, right = rng.integers(0, 2 * most + 1, size=(2, count, 1))
    rows = (down + np.arange(height))[:, :, None]  # (n, 28, 1): which rows to cut out
    columns = (right + np.arange(width))[:, None, :]  # (n, 1, 28)
    cut: np.ndarray = wide[np.arange(count)[:, None, None], rows, columns]
    return cut
