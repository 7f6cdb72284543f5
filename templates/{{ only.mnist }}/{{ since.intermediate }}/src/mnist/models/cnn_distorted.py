"""The convolutional network on images that are turned, slanted, stretched and moved."""

from ..learning import Classifier
from ..network import Network
from . import _distort as distort
from . import _schedules as schedules
from . import cnn
from ._stopping import EarlyStopping


def build(
    epochs: int = 20,
    learning_rate: float = 0.01,
    width: int = 16,
    dropout: float = 0.3,
    batch: int = 64,
    degrees: float = 10.0,
    stretch: float = 0.1,
    slant: float = 0.15,
    shift: float = 2.0,
    schedule: str = "one_cycle",
    patience: int = 0,
) -> Classifier:
    """Return the untrained network.

    `degrees`, `stretch`, `slant` and `shift` say how far an image is changed at most; `schedule`
    is a name in _schedules.py. With a `patience` above 0, training ends after so many epochs
    without a better validation loss.
    """
    network = Network(
        lambda: cnn.layers(width, dropout),
        epochs,
        learning_rate,
        batch,
        distort.distortions(degrees, stretch, slant, shift),
        schedules.named(schedule),
    )
    return EarlyStopping(network, patience) if patience else network
