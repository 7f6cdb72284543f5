"""A network without convolutions: it sees 784 numbers and not which of them are neighbours."""

from functools import partial
from typing import Any

import keras
from keras import layers

from ..network import Network, random_shift


def make(width: int, dropout: float, shift: int) -> Any:
    """Return the layers, with random weights; (n, 28, 28, 1) -> (n, 10) probabilities."""
    move = random_shift(shift, interpolation="nearest")
    stack = [keras.Input((28, 28, 1)), move, layers.Flatten()]  # (n, 784)
    for _ in range(2):  # (n, width)
        stack += [
            layers.Dense(width),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.Dropout(dropout),
        ]
    return keras.Sequential([*stack, layers.Dense(10, activation="softmax")])


def build(
    epochs: int = 12,
    learning_rate: float = 0.005,
    width: int = 256,
    dropout: float = 0.2,
    shift: int = 0,
) -> Network:
    """Return the untrained network; the options mean what they mean for `cnn`."""
    return Network(partial(make, width, dropout, shift), epochs, learning_rate)
