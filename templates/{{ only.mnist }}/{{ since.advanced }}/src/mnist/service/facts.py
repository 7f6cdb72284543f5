"""Measure a prepared digit: the few plain facts that say how it was drawn, and not what it is.

`export` describes the training pictures by them, so that a service can notice when people begin to
send others.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from ..data import SIZE
from ..picture import thickness
from . import schema

NAMES = {"ink", "thickness", "width", "height", "slant", "grey"}
SHOWN = 0.3  # of the strongest ink: less is the soft rim of a stroke


def of(asked: schema.Request) -> Mapping[str, float]:
    """Return the facts about one request, by name."""
    return _measured(asked.image)


@lru_cache(maxsize=1000)  # whoever counts and whoever keeps a log ask about the same digit
def _measured(pixels: bytes) -> Mapping[str, float]:
    return measure(np.frombuffer(pixels, np.uint8).reshape(SIZE, SIZE))


def measure(digit: np.ndarray) -> dict[str, float]:
    """Return the facts about a digit (28, 28) uint8 as picture.py prepares it.

    ink: share of the sheet that is covered, 0 to 1; thickness: of the strokes, in pixels; width,
    height: of the digit, in pixels; slant: in degrees, above 0 when it leans to the right; grey:
    share of the ink that is neither full nor nothing, which is a lot when a picture is blurred.
    """
    ink = digit / 255
    rows, columns = np.nonzero(ink > SHOWN)
    soft = ink[(ink > 0.1) & (ink < 0.9)]
    return {
        "ink": round(float(ink.mean()), 4),
        "thickness": round(thickness(ink), 2),
        "width": float(columns.max() - columns.min() + 1) if len(columns) else 0.0,
        "height": float(rows.max() - rows.min() + 1) if len(rows) else 0.0,
        "slant": round(_slant(ink), 1),
        "grey": round(float(soft.sum() / max(ink.sum(), 1e-9)), 3),
    }


def _slant(ink: np.ndarray) -> float:
    """Return by how many degrees the digit leans to the right: the slope of its ink, row by row."""
    places = np.arange(SIZE)
    mass = max(float(ink.sum()), 1e-9)
    down = places - ink.sum(axis=1) @ places / mass  # (28,), from the centre of the ink
    across = places - ink.sum(axis=0) @ places / mass
    tall = float(ink.sum(axis=1) @ down**2)
    return float(np.degrees(np.arctan2(-float(down @ ink @ across), max(tall, 1e-9))))
