"""A fair opponent: every pixel has a vote for or against each digit, and nothing else counts."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..data import CLASSES, SIZE, Digits

PIXELS = SIZE * SIZE


@dataclass
class LogisticRegression:
    """Ten sums of weighted pixels, turned into ten probabilities."""

    C: float
    weights: np.ndarray = field(default_factory=lambda: np.zeros((CLASSES, PIXELS)))
    bias: np.ndarray = field(default_factory=lambda: np.zeros(CLASSES))

    def fit(self, train: Digits, validation: Digits, seed: int, *_: Any) -> None:
        """Find the weights that make the training labels most probable."""
        from sklearn.linear_model import LogisticRegression as Solver  # slow to import

        solver = Solver(C=self.C, max_iter=200, tol=0.001).fit(flat(train.images), train.labels)
        # A digit that the training set lacks has no weights; no vote speaks for it.
        self.weights, self.bias = np.zeros((CLASSES, PIXELS)), np.full(CLASSES, -20.0)
        self.weights[solver.classes_] = solver.coef_
        self.bias[solver.classes_] = solver.intercept_

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10): the softmax of the sums."""
        from scipy.special import softmax

        return np.asarray(softmax(flat(images) @ self.weights.T + self.bias, axis=1))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the weights, (10, 784), and the bias, (10,)."""
        return {"weights": self.weights, "bias": self.bias}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over weights and bias."""
        shapes = {name: array.shape for name, array in arrays.items()}
        if shapes != {"weights": (CLASSES, PIXELS), "bias": (CLASSES,)}:
            raise ValueError("not the weights of a logistic regression")
        self.weights, self.bias = arrays["weights"], arrays["bias"]


def flat(images: np.ndarray) -> np.ndarray:
    """Return each image as one row of 784 numbers from 0 to 1: what is beside what is lost."""
    return images.reshape(len(images), -1) / 255


def build(C: float = 0.1) -> LogisticRegression:
    """Return the untrained model; a smaller C keeps all weights closer to zero."""
    return LogisticRegression(C)
