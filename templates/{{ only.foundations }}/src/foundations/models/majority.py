"""Say of everybody what is true of most: the score that any model has to beat."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import data
from ..pieces import Kit, kit


@dataclass
class Majority:
    """The most common answer."""

    kit: Kit
    answer: int = 0

    def fit(self, passengers: pd.DataFrame) -> "Majority":
        """Count."""
        self.answer = self.kit.use.most_common(passengers[data.TARGET].tolist())
        return self

    def probabilities(self, passengers: pd.DataFrame) -> np.ndarray:
        """Return the same for everybody."""
        return np.full(len(passengers), float(self.answer))


def build(pieces: str | Kit = "numpy") -> Majority:
    """Return the untrained model."""
    return Majority(kit(pieces) if isinstance(pieces, str) else pieces)
