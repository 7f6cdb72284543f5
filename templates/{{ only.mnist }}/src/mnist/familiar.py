"""Say whether a picture is like those that the model learned from. If not, distrust its answer.

A model has no answer "this is no digit": it finds one in a scribble, and is sure of it. So each
picture is compared with typical training pictures, whatever the model says.
"""

import base64
from typing import Any, NamedTuple

import numpy as np

from .data import SIZE, Digits

TYPICAL = 500  # pictures that stand for all of the training set
ENOUGH = 5000  # training pictures to find them among
SHARE = 0.98  # of the digits of the validation set that are near enough to a typical picture
SHOWN = 76  # of 255: fainter ink is the soft rim of a stroke
SECOND = 0.25  # of the pixels of the largest shape: a smaller one is a dot, or a piece broken off

# From a pixel to its eight neighbours, in rows of 30 pixels.
STEPS = [-31, -30, -29, -1, 1, 29, 30, 31]

APART = "It shows several separate shapes, and the model reads one digit a picture."
UNEVEN = (
    "It is covered with more ink than any digit that the model learned from. Is the paper even?"
)
UNLIKE = "It is unlike the digits that the model learned from, so the answer may be a guess."


class Familiar(NamedTuple):
    """What the training pictures look like."""

    typical: np.ndarray  # (500, 196) uint8: average pictures of groups, half as wide and high
    far: float  # the distance to the nearest of them that few digits have
    most: float  # the largest share of the sheet, 0 to 1, that a digit covers

    def warnings(self, digits: np.ndarray) -> list[str | None]:
        """Return for each digit, (n, 28, 28) uint8, why its answer should be distrusted, or None.

        The digits are prepared as in picture.py.
        """
        away = distances(digits, self.typical)
        covered = digits.mean(axis=(1, 2)) / 255
        found: list[str | None] = []
        for digit, ink, far in zip(digits, covered, away, strict=True):
            reasons = {APART: _in_pieces(digit), UNEVEN: ink > self.most, UNLIKE: far > self.far}
            found.append(next((reason for reason, holds in reasons.items() if holds), None))
        return found

    def packed(self) -> dict[str, Any]:
        """Return this as plain text and numbers, to be kept beside a model."""
        text = base64.b64encode(self.typical.tobytes()).decode()
        return {"typical": text, "far": self.far, "most": self.most}


def unpacked(kept: dict[str, Any]) -> Familiar:
    """Return what was packed; ValueError or KeyError if it is damaged."""
    typical = np.frombuffer(base64.b64decode(kept["typical"], validate=True), np.uint8)
    return Familiar(typical.reshape(-1, SIZE * SIZE // 4), float(kept["far"]), float(kept["most"]))


def learned(learn: Digits, validation: Digits, seed: int) -> Familiar:
    """Find typical training pictures, and how far the digits of the validation set are from them.

    Groups of pictures that are alike come from k-means.
    """
    from sklearn.cluster import KMeans  # slow to import, so only when needed

    some = np.random.default_rng(seed).permutation(len(learn))[:ENOUGH]
    count = min(TYPICAL, len(some))
    groups = KMeans(count, init="random", n_init=1, max_iter=10, random_state=seed)
    typical = groups.fit(_halved(learn.images[some])).cluster_centers_.round().astype(np.uint8)
    far = float(np.quantile(distances(validation.images, typical), SHARE))
    return Familiar(typical, round(far, 1), round(float(learn.images.mean((1, 2)).max() / 255), 4))


def distances(digits: np.ndarray, typical: np.ndarray) -> np.ndarray:
    """Return how far each digit, (n, 28, 28), is from the nearest typical picture, (n,)."""
    asked, known = _halved(digits), typical.astype(np.float32)
    # (a - b)^2 = a^2 - 2ab + b^2: one product of matrices says it for all pairs.
    squares = (asked**2).sum(1)[:, None] - 2 * asked @ known.T + (known**2).sum(1)
    return np.asarray(np.sqrt(np.maximum(squares.min(axis=1), 0)))


def _halved(digits: np.ndarray) -> np.ndarray:
    """Return the means of 2 x 2 pixels, (n, 196): so a stroke may be half a pixel off."""
    half = SIZE // 2
    means: np.ndarray = digits.reshape(-1, half, 2, half, 2).mean(axis=(2, 4), dtype=np.float32)
    return means.reshape(len(digits), half * half)


def _in_pieces(digit: np.ndarray) -> bool:
    """Say whether the ink is two shapes or more that do not touch, and more than a dot each."""
    left = set(np.flatnonzero(np.pad(digit, 1) > SHOWN).tolist())
    sizes = [0, 0]
    while left:
        shape = [left.pop()]
        for place in shape:  # it grows while we go through it
            near = {place + step for step in STEPS} & left
            left -= near
            shape += near
        sizes.append(len(shape))
    second, largest = sorted(sizes)[-2:]
    return second > SECOND * largest
