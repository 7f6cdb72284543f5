"""A network without convolutions: it sees 784 numbers and not which of them are neighbours."""

from functools import partial

import torch
from torch import Tensor, nn

from ..network import Network, RandomShift


class Net(nn.Module):
    """A multilayer perceptron: images in, ten logits out."""

    def __init__(self, width: int, dropout: float) -> None:
        """Make two hidden layers of `width` units, with random weights."""
        super().__init__()
        self.hidden1, self.norm1 = nn.Linear(784, width), nn.BatchNorm1d(width)
        self.hidden2, self.norm2 = nn.Linear(width, width), nn.BatchNorm1d(width)
        self.dropout = nn.Dropout(dropout)
        self.vote = nn.Linear(width, 10)

    def forward(self, x: Tensor) -> Tensor:  # (n, 1, 28, 28)
        """Return the logits, (n, 10)."""
        x = torch.flatten(x, 1)  # (n, 784)
        x = self.dropout(torch.relu(self.norm1(self.hidden1(x))))  # (n, width)
        x = self.dropout(torch.relu(self.norm2(self.hidden2(x))))  # (n, width)
        logits: Tensor = self.vote(x)  # (n, 10)
        return logits


def build(
    epochs: int = 12,
    learning_rate: float = 0.005,
    width: int = 256,
    dropout: float = 0.2,
    shift: int = 0,
) -> Network:
    """Return the untrained network; the options mean what they mean for `cnn`."""
    return Network(partial(Net, width, dropout), epochs, learning_rate, RandomShift(shift))
