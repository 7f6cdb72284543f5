"""Say of each passenger what became of most with the same sex and class: a rule of thumb."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .. import data
from ..pieces import Kit, kit


@dataclass
class GroupRule:
    """The share of survivors in each group."""

    kit: Kit
    shares: dict = field(default_factory=dict)

    def fit(self, passengers: pd.DataFrame) -> "GroupRule":
        """Count the survivors of each group."""
        self.shares = self.kit.use.shares(_groups(passengers), passengers[data.TARGET].tolist())
        return self

    def probabilities(self, passengers: pd.DataFrame) -> np.ndarray:
        """Return the share of each passenger's group."""
        return np.array([self.shares.get(group, 0.0) for group in _groups(passengers)]).round(12)


def _groups(passengers: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(passengers["sex"], passengers["pclass"], strict=True))


def build(pieces: str | Kit = "numpy") -> GroupRule:
    """Return the untrained model."""
    return GroupRule(kit(pieces) if isinstance(pieces, str) else pieces)
