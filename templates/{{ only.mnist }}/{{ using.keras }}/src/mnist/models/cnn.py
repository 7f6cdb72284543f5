"""A small convolutional network: three rounds of "look for patterns, then step back"."""

from functools import partial
from typing import Any

import keras
from keras import layers

from ..network import Network, random_shift


def make(width: int, dropout: float, shift: int) -> Any:
    """Return the layers, with random weights; (n, 28, 28, 1) -> (n, 10) probabilities."""
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            random_shift(shift, interpolation="nearest"),  # by whole pixels, in training only
            # Each of the `width` patterns is 3 x 3 pixels and slides over the whole image.
            layers.Conv2D(width, 3, padding="same", use_bias=False),  # (n, 28, 28, width)
            layers.BatchNormalization(momentum=0.9),  # keeps all numbers at one scale
            layers.ReLU(),  # a pattern is there, or not; never "less than not"
            layers.MaxPooling2D(),  # (n, 14, 14, width): strokes; where, more or less?
            layers.Conv2D(2 * width, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(),  # (n, 7, 7, 2 width): corners and arcs
            layers.Conv2D(4 * width, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(),  # (n, 3, 3, 4 width): loops and ends
            layers.Flatten(),  # (n, 36 width)
            layers.Dropout(dropout),  # hides findings, so that none is relied on alone
            layers.Dense(10, activation="softmax"),  # a logistic regression on patterns
        ]
    )


def build(
    epochs: int = 12,
    learning_rate: float = 0.01,
    width: int = 16,
    dropout: float = 0.3,
    shift: int = 2,
) -> Network:
    """Return the untrained network; params.yaml says what the options mean."""
    return Network(partial(make, width, dropout, shift), epochs, learning_rate)
