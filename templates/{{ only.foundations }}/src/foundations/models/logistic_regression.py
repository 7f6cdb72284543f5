"""Add up what speaks for and against survival: a logistic regression, learned step by step."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import data
from ..errors import UserError
from ..features import NAMES, Encoder
from ..pieces import Kit, kit


@dataclass
class LogisticRegression:
    """A weight for each column; learning moves all of them downhill, a little at a time."""

    kit: Kit
    epochs: int
    rate: float
    batch: int
    encoder: Encoder = field(default_factory=Encoder)
    weights: np.ndarray = field(default_factory=lambda: np.zeros(len(NAMES)))

    def fit(self, passengers: pd.DataFrame) -> "LogisticRegression":
        """Learn from these passengers; those who come late in the table come late each time."""
        self.encoder = Encoder().fit(passengers, self.kit)
        X, y = self.encoder.transform(passengers, self.kit), passengers[data.TARGET].to_numpy(float)
        self.weights = np.zeros(X.shape[1])
        for _ in range(self.epochs):
            for rows in self.kit.use.batches(list(range(len(y))), self.batch):
                slope = self.kit.use.gradient(X[rows], y[rows], self.weights)
                self.weights = self.kit.use.step(self.weights, slope, self.rate)
        return self

    def probabilities(self, passengers: pd.DataFrame) -> np.ndarray:
        """Return for each passenger the probability of survival."""
        X = self.encoder.transform(passengers, self.kit)
        found = np.asarray(self.kit.use.sigmoid(self.kit.use.scores(X, self.weights)))
        return found.round(12)  # two passengers who are alike get the same, to the last digit


def build(
    pieces: str | Kit = "numpy", epochs: int = 60, rate: float = 0.3, batch: int = 128
) -> LogisticRegression:
    """Return the untrained model; `pieces` says whose functions it is made of."""
    for name, value in {"epochs": epochs, "rate": rate, "batch": batch}.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise UserError(f"`params.yaml`: `{name}` must be a number above 0, not `{value}`.")
    chosen = kit(pieces) if isinstance(pieces, str) else pieces
    return LogisticRegression(chosen, int(epochs), float(rate), int(batch))
