"""A linear probe: one layer of weights on the features of a frozen backbone."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ..efficientnet import FEATURES
from . import ModelError


class LinearProbe(nn.Module):
    """The head: each of the 1,280 features votes for or against each class."""

    mean: Tensor  # (1280,)
    std: Tensor  # (1280,)

    def __init__(self, classes: int, epochs: int, learning_rate: float, weight_decay: float):
        super().__init__()
        self.epochs, self.learning_rate, self.weight_decay = epochs, learning_rate, weight_decay
        self.vote = nn.Linear(FEATURES, classes)
        # Buffers are kept with the weights, but are measured and not learned.
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("std", torch.ones(FEATURES))

    def forward(self, features: Tensor) -> Tensor:  # (n, 1280)
        """Return the logits, (n, classes): any numbers, the largest one is the answer."""
        logits: Tensor = self.vote((features - self.mean) / self.std)
        return logits

    def fit(self, features: Tensor, labels: Tensor, seed: int) -> None:
        """Learn from features, (n, 1280), and labels, (n,)."""
        torch.manual_seed(seed)  # of the order of the pictures
        nn.init.zeros_(self.vote.weight)  # one layer may begin at nothing; a deep network may not
        nn.init.zeros_(self.vote.bias)
        self.mean, self.std = features.mean(dim=0), features.std(dim=0) + 1e-6
        optimizer = torch.optim.SGD(
            self.parameters(), self.learning_rate, momentum=0.9, weight_decay=self.weight_decay
        )
        self.train()
        for _ in range(self.epochs):
            for batch in torch.split(torch.randperm(len(labels)), 64):  # each picture once
                loss = cross_entropy(self(features[batch]), labels[batch])  # how wrong is it?
                optimizer.zero_grad()  # forget the last batch
                # for each weight: which way does the loss grow?
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()  # move every weight a little the other way
        self.eval()


def build(
    classes: int, epochs: int = 20, learning_rate: float = 0.002, weight_decay: float = 0.1
) -> LinearProbe:
    """Return an untrained probe; params.yaml says what the options mean."""
    if type(epochs) is not int or epochs < 1:
        raise ModelError(f"`epochs` must be a whole number from 1 up, not `{epochs}`.")
    for name, value in (("learning_rate", learning_rate), ("weight_decay", weight_decay)):
        if not isinstance(value, int | float) or not 0 <= value < 1:
            raise ModelError(f"`{name}` must be a number from 0 to below 1, not `{value}`.")
    return LinearProbe(classes, epochs, learning_rate, weight_decay)
