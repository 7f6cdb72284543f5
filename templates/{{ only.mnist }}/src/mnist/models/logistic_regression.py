"""A fair opponent: every pixel has a vote for or against each digit, and nothing else counts."""

from dataclasses import dataclass, field

import numpy as np

from ..data import CLASSES, SIZE, Digits
from ..learning import Watch, carry_on

PIXELS = SIZE * SIZE


@dataclass
class LogisticRegression:
    """Ten sums of weighted pixels, turned into ten probabilities."""

    C: float
    weights: np.ndarray = field(default_factory=lambda: np.zeros((CLASSES, PIXELS)))
    constants: np.ndarray = field(default_factory=lambda: np.zeros(CLASSES))

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Find the weights that make the training labels most probable."""
        from sklearn.linear_model import LogisticRegression as Solver  # slow to import

        solver = Solver(C=self.C, max_iter=200, tol=0.001)
        solver.fit(flat(learn.images), learn.labels)
        # A digit that the training set lacks has no weights; no vote speaks for it.
        self.weights = np.zeros((CLASSES, PIXELS))
        self.constants = np.full(CLASSES, -20.0)
        self.weights[solver.classes_] = solver.coef_
        self.constants[solver.classes_] = solver.intercept_

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10): the softmax of the sums."""
        sums = flat(images) @ self.weights.T + self.constants
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))  # no overflow this way
        chances: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return chances

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the weights, (10, 784), and the constants, (10,)."""
        return {"weights": self.weights, "constants": self.constants}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over weights and constants."""
        shapes = {name: array.shape for name, array in arrays.items()}
        if shapes != {"weights": (CLASSES, PIXELS), "constants": (CLASSES,)}:
            raise ValueError("not the weights of a logistic regression")
        self.weights, self.constants = arrays["weights"], arrays["constants"]


def flat(images: np.ndarray) -> np.ndarray:
    """Return each image as one row of 784 numbers from 0 to 1: what is beside what is lost."""
    return images.reshape(len(images), -1) / 255


def build(C: float = 0.1) -> LogisticRegression:
    """Return the untrained model; a smaller C keeps all weights closer to zero."""
    return LogisticRegression(C)
