"""Turn, slant, stretch and move training images, all in one step and all at random."""

from functools import partial

import numpy as np

from ..learning import Augment


def distortions(degrees: float, stretch: float, slant: float, shift: float) -> Augment:
    """Return a function that changes each image by at most as much as this.

    `degrees` to turn; `stretch` as a share of the size, `slant` of the height; `shift` in pixels.
    """
    return partial(distort, degrees=degrees, stretch=stretch, slant=slant, shift=shift)


def distort(
    images: np.ndarray,
    rng: np.random.Generator,
    degrees: float,
    stretch: float,
    slant: float,
    shift: float,
) -> np.ndarray:
    """Return the images (n, height, width), each one changed in a way of its own.

    Every change is an affine one: for each new pixel we ask which old place it comes from, and
    read there, between four pixels (bilinear interpolation).
    """
    count, height, width = images.shape
    angle = np.radians(rng.uniform(-degrees, degrees, count))
    tall, wide = 1 + rng.uniform(-stretch, stretch, (2, count))
    lean = rng.uniform(-slant, slant, count)
    move = rng.uniform(-shift, shift, (2, count, 1, 1))
    cosine, sine = np.cos(angle), np.sin(angle)
    # rows and columns around the centre, (height, 1) and (1, width)
    row = (np.arange(height) - (height - 1) / 2)[:, None]
    column = (np.arange(width) - (width - 1) / 2)[None, :]
    matrix = np.array([[cosine / tall, -sine / tall], [(sine + lean) / wide, cosine / wide]])
    (a, b), (c, d) = matrix[..., None, None]  # each (n, 1, 1)
    from_row = a * row + b * column + (height - 1) / 2 + move[0]
    from_column = c * row + d * column + (width - 1) / 2 + move[1]
    changed: np.ndarray = np.rint(sampled(images, from_row, from_column)).astype(np.uint8)
    return changed


def sampled(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Read images (n, h, w) between their pixels, at places (n, h, w); outside is paper."""
    count, height, width = images.shape
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    rows, columns = np.clip(rows + 1, 0, height), np.clip(columns + 1, 0, width)
    top, left = rows.astype(int), columns.astype(int)
    down, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    which = np.arange(count)[:, None, None]
    upper = framed[which, top, left] * (1 - right) + framed[which, top, left + 1] * right
    lower = framed[which, top + 1, left] * (1 - right) + framed[which, top + 1, left + 1] * right
    between: np.ndarray = upper * (1 - down) + lower * down
    return between
