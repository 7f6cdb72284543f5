"""A small convolutional network: three rounds of "look for patterns, then step back"."""

from functools import partial

import torch
from torch import Tensor, nn

from ..network import Network, RandomShift


class Net(nn.Module):
    """Images in, ten logits out: one number a digit, and the largest one is the answer."""

    def __init__(self, width: int, dropout: float) -> None:
        """Make the layers, with random weights."""
        super().__init__()
        # Each of the `width` patterns is 3 x 3 pixels and slides over the whole image.
        self.conv1 = nn.Conv2d(1, width, kernel_size=3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(width, 2 * width, kernel_size=3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(2 * width, 4 * width, kernel_size=3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(width)  # keeps all numbers at one scale
        self.norm2 = nn.BatchNorm2d(2 * width)
        self.norm3 = nn.BatchNorm2d(4 * width)
        self.pool = nn.MaxPool2d(2)  # half as wide and high
        self.dropout = nn.Dropout(dropout)  # hides findings, so that none is relied on alone
        self.vote = nn.Linear(4 * width * 3 * 3, 10)  # as in a logistic regression, on patterns

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, 28, 28)
        """Return the logits, (n, 10)."""
        # ReLU: a pattern is there, or not; never "less than not". Pooling: where, more or less?
        x = self.pool(torch.relu(self.norm1(self.conv1(x))))  # (n, width, 14, 14): strokes
        x = self.pool(torch.relu(self.norm2(self.conv2(x))))  # (n, 2 width, 7, 7): corners
        x = self.pool(torch.relu(self.norm3(self.conv3(x))))  # (n, 4 width, 3, 3): loops
        x = self.dropout(torch.flatten(x, 1))  # (n, 36 width)
        logits: Tensor = self.vote(x)  # (n, 10)
        return logits


def build(
    epochs: int = 12,
    learning_rate: float = 0.01,
    width: int = 16,
    dropout: float = 0.3,
    shift: int = 2,
) -> Network:
    """Return the untrained network; params.yaml says what the options mean."""
    return Network(partial(Net, width, dropout), epochs, learning_rate, RandomShift(shift))
