"""Say whether an image is like those that the model learned from. If not, distrust its answer.

A model has no answer "this is no digit": it finds one in a scribble, and is sure of it. So each
image is compared with typical training images, whatever the model says.
"""

from typing import NamedTuple

import numpy as np

from .data import SIZE, Digits

TYPICAL = 500  # images that stand for all of the training set
ENOUGH = 5000  # training images to find them among
SHARE = 0.98  # of the digits of the validation set that are near enough to a typical image

APART = "It shows several separate shapes, and the model reads one digit a picture."
UNEVEN = "It is covered with more ink than any digit the model learned from. Is the paper even?"
UNLIKE = "It is unlike the digits that the model learned from, so the answer may be a guess."


class Familiar(NamedTuple):
    """What the training images look like."""

    typical: np.ndarray  # (500, 196) uint8: means of groups of images, half as wide and high
    limits: np.ndarray  # (2,): distance to the nearest of them, and ink (0 to 1), that few exceed

    def warnings(self, images: np.ndarray) -> list[str | None]:
        """Return for each image, (n, 28, 28) uint8, why to distrust its answer, or None."""
        ink = images.mean(axis=(1, 2)) / 255  # (n,)
        far = distances(images, self.typical)
        pieces = np.array([_in_pieces(image) for image in images], bool)
        # The first that holds is told.
        reasons = {APART: pieces, UNEVEN: ink > self.limits[1], UNLIKE: far > self.limits[0]}
        return [str(told) or None for told in np.select([*reasons.values()], [*reasons], "")]


def learned(train: Digits, validation: Digits, seed: int) -> Familiar:
    """Group training images that are alike (k-means), and see how far validation images are."""
    from sklearn.cluster import KMeans  # slow to import, so only when needed

    some = np.random.default_rng(seed).permutation(len(train))[:ENOUGH]
    count = min(TYPICAL, len(some))
    groups = KMeans(count, init="random", n_init=1, max_iter=10, random_state=seed)
    typical = groups.fit(_halved(train.images[some])).cluster_centers_.round().astype(np.uint8)
    far = np.quantile(distances(validation.images, typical), SHARE).round(1)
    most = (train.images.mean(axis=(1, 2)).max() / 255).round(4)
    return Familiar(typical, np.array([far, most]))


def distances(images: np.ndarray, typical: np.ndarray) -> np.ndarray:
    """Return how far each image, (n, 28, 28), is from the nearest typical one, (n,)."""
    known = typical.astype(np.float32)  # (500, 196)
    return np.array([np.linalg.norm(known - each, axis=1).min() for each in _halved(images)])


def _halved(images: np.ndarray) -> np.ndarray:
    """Return the means of 2 x 2 pixels, (n, 196): so a stroke may be half a pixel off."""
    blocks = images.reshape(-1, SIZE // 2, 2, SIZE // 2, 2)  # (n, row, 2, column, 2)
    return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float32).reshape(len(images), -1))


def _in_pieces(image: np.ndarray) -> bool:
    """Say whether the ink is two shapes or more that do not touch, and more than a dot each."""
    left = set(np.flatnonzero(np.pad(image, 1) > 76).tolist())  # fainter ink is a soft rim
    sizes = [0, 0]
    while left:
        shape = [left.pop()]
        for place in shape:  # it grows while we go through it: to its eight neighbours, and on
            near = {place + step for step in (-31, -30, -29, -1, 1, 29, 30, 31)} & left
            left -= near
            shape += near
        sizes.append(len(shape))
    second, largest = sorted(sizes)[-2:]
    return second > 0.25 * largest
