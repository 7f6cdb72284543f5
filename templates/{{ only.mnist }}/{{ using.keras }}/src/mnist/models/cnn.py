"""A small convolutional network: three rounds of "look for patterns, then step back"."""

from typing import Any

import keras

from .. import augment
from ..network import Network


def build(
    epochs: int = 12,
    learning_rate: float = 0.01,
    width: int = 16,
    dropout: float = 0.3,
    shift: int = 2,
) -> Network:
    """Return the untrained network.

    `width` is the number of patterns the first round looks for; `dropout` the share of findings
    that are hidden at random while training; `shift` moves each training image up to so many
    pixels.
    """
    moved = augment.shifts(shift)
    return Network(lambda: layers(width, dropout), epochs, learning_rate, augment=moved)


def layers(width: int, dropout: float) -> Any:
    """Return the layers, with random weights; (n, 28, 28, 1) -> (n, 10) probabilities."""
    of = keras.layers
    stack = [keras.Input((28, 28, 1))]
    for number, patterns in enumerate((width, 2 * width, 4 * width), start=1):
        stack += [
            # Each pattern is 3 x 3 pixels and slides over the whole picture.
            of.Conv2D(patterns, 3, padding="same", use_bias=False, name=f"conv{number}"),
            of.BatchNormalization(momentum=0.9, name=f"norm{number}"),  # keeps one scale
            of.ReLU(name=f"relu{number}"),  # a pattern is there, or not; never "less than not"
            of.MaxPooling2D(2, name=f"pool{number}"),  # 28 -> 14 -> 7 -> 3 pixels
        ]
    stack += [
        of.Flatten(name="flatten"),  # (n, 3, 3, 4 * width) -> (n, 36 * width)
        of.Dropout(dropout, name="dropout"),  # so that no finding is relied on alone
        of.Dense(10, activation="softmax", name="vote"),  # a logistic regression on patterns
    ]
    return keras.Sequential(stack)
