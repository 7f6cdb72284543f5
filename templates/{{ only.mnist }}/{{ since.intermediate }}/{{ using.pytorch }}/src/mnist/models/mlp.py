"""A network without convolutions: it sees 784 numbers and not which of them are neighbours."""

from torch import nn

from .. import augment
from ..network import Network


def build(
    epochs: int = 12,
    learning_rate: float = 0.005,
    width: int = 256,
    dropout: float = 0.2,
    shift: int = 0,
) -> Network:
    """Return the untrained network with two hidden layers of `width` units."""
    moved = augment.shifts(shift)
    return Network(lambda: layers(width, dropout), epochs, learning_rate, augment=moved)


def layers(width: int, dropout: float) -> nn.Module:
    """Return the layers, with random weights; (n, 1, 28, 28) -> (n, 10) logits."""
    return nn.Sequential(
        nn.Flatten(),  # (n, 784)
        nn.Linear(784, width),
        nn.BatchNorm1d(width),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(width, width),
        nn.BatchNorm1d(width),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(width, 10),
    )
