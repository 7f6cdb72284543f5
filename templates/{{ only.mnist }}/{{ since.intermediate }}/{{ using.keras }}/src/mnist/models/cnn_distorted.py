"""The convolutional network on images that are turned, slanted, stretched and moved."""

from functools import partial
from typing import Any

import keras
from keras import layers

from ..network import Network, random_shift
from . import cnn
from ._schedules import named


def make(
    width: int, dropout: float, degrees: float, stretch: float, slant: float, shift: float
) -> Any:
    """Return the layers of `cnn` behind others that change an image, in training only."""
    paper: dict[str, Any] = {"fill_mode": "constant"}
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.RandomRotation(degrees / 360, **paper),
            layers.RandomZoom(stretch, stretch, **paper),
            layers.RandomShear(slant, **paper),
            random_shift(shift),
            *cnn.make(width, dropout, shift=0).layers,
        ]
    )


def build(
    epochs: int = 20,
    learning_rate: float = 0.01,
    width: int = 16,
    dropout: float = 0.3,
    batch_size: int = 64,
    degrees: float = 10.0,
    stretch: float = 0.1,
    slant: float = 0.15,
    shift: float = 2.0,
    schedule: str = "one_cycle",
    patience: int = 0,
) -> Network:
    """Return the untrained network.

    `degrees`, `stretch`, `slant` and `shift` say how far an image is changed at most; `schedule`
    is a name in _schedules.py. With a `patience` above 0, training ends after so many epochs
    without a better validation loss.
    """
    return Network(
        partial(make, width, dropout, degrees, stretch, slant, shift),
        epochs,
        learning_rate,
        batch_size,
        named(schedule),
        patience,
    )
