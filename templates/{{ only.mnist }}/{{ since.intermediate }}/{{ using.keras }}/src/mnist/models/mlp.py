"""A network without convolutions: it sees 784 numbers and not which of them are neighbours."""

from typing import Any

import keras

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


def layers(width: int, dropout: float) -> Any:
    """Return the layers, with random weights; (n, 28, 28, 1) -> (n, 10) probabilities."""
    of = keras.layers
    stack = [keras.Input((28, 28, 1)), of.Flatten(name="flatten")]  # (n, 784)
    for number in (1, 2):
        stack += [
            of.Dense(width, name=f"dense{number}"),
            of.BatchNormalization(momentum=0.9, name=f"norm{number}"),
            of.ReLU(name=f"relu{number}"),
            of.Dropout(dropout, name=f"dropout{number}"),
        ]
    return keras.Sequential([*stack, of.Dense(10, activation="softmax", name="vote")])
