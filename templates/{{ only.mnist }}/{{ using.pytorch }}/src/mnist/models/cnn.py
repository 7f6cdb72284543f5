"""A small convolutional network: three rounds of "look for patterns, then step back"."""

from collections import OrderedDict

from torch import nn

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


def layers(width: int, dropout: float) -> nn.Module:
    """Return the layers, with random weights; (n, 1, 28, 28) -> (n, 10) logits."""
    named = OrderedDict[str, nn.Module]()
    before = 1
    for number, after in enumerate((width, 2 * width, 4 * width), start=1):
        # Each of the `after` patterns is 3 x 3 pixels and slides over the whole picture.
        named[f"conv{number}"] = nn.Conv2d(before, after, kernel_size=3, padding=1, bias=False)
        named[f"norm{number}"] = nn.BatchNorm2d(after)  # keeps all numbers at one scale
        named[f"relu{number}"] = nn.ReLU()  # a pattern is there, or not; never "less than not"
        named[f"pool{number}"] = nn.MaxPool2d(2)  # 28 -> 14 -> 7 -> 3 pixels: where exactly?
        before = after
    named["flatten"] = nn.Flatten()  # (n, 4 * width, 3, 3) -> (n, 36 * width)
    named["dropout"] = nn.Dropout(dropout)  # so that no finding is relied on alone
    named["vote"] = nn.Linear(36 * width, 10)  # as in a logistic regression, on patterns
    return nn.Sequential(named)
