"""The convolutional network on images that are turned, slanted, stretched and moved."""

from functools import partial

from ..network import Network
from ._distort import RandomAffine
from ._schedules import named
from .cnn import Net


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
        partial(Net, width, dropout),
        epochs,
        learning_rate,
        RandomAffine(degrees, stretch, slant, shift),
        batch_size,
        named(schedule),
        patience,
    )
