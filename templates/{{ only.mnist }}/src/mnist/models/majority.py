"""The lowest bar: look at nothing and name the digit that was most frequent."""

from dataclasses import dataclass, field

import numpy as np

from ..data import CLASSES, Digits
from ..learning import Watch, carry_on


@dataclass
class Majority:
    """Answers every question with the shares of the digits in the training set."""

    shares: np.ndarray = field(default_factory=lambda: np.full(CLASSES, 1 / CLASSES))

    def fit(self, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on) -> None:
        """Count."""
        self.shares = np.bincount(learn.labels, minlength=CLASSES) / len(learn)

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return the same ten probabilities for each image, (n, 10)."""
        return np.tile(self.shares, (len(images), 1))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what was counted."""
        return {"shares": self.shares}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Take over what was counted."""
        if set(arrays) != {"shares"} or arrays["shares"].shape != (CLASSES,):
            raise ValueError("not what a majority consists of")
        self.shares = arrays["shares"]


def build() -> Majority:
    """Return the untrained model."""
    return Majority()
