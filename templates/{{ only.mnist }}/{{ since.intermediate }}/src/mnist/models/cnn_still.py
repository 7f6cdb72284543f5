"""The convolutional network without augmentation, to see what the moved images bring."""

from ..network import Network
from . import cnn


def build(
    epochs: int = 12, learning_rate: float = 0.01, width: int = 16, dropout: float = 0.3
) -> Network:
    """Return the untrained network; the options mean what they mean for `cnn`."""
    return cnn.build(epochs, learning_rate, width, dropout, shift=0)
