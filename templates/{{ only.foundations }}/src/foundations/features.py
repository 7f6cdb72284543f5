"""Turn passengers into rows of numbers, which is all that a model can read."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .pieces import Kit

NAMES = ["always 1", "female", "first class", "third class", "boy", "age", "relatives", "fare"]
SCALED = ["age", "relatives", "fare"]


@dataclass
class Encoder:
    """What was learned about the columns: medians for what is missing, means and spreads."""

    medians: dict[str, float] = field(default_factory=dict)
    scalers: dict[str, Any] = field(default_factory=dict)

    def fit(self, passengers: pd.DataFrame, kit: Kit) -> "Encoder":
        """Learn from the training data, and from nothing else."""
        for name, column in _numbers(passengers).items():
            self.medians[name] = float(kit.use.median(column))
            full = kit.use.fill(column, self.medians[name])
            self.scalers[name] = kit.use.Scaler().fit(full)
        return self

    def transform(self, passengers: pd.DataFrame, kit: Kit) -> np.ndarray:
        """Return one row a passenger, one column for each of NAMES."""
        titles = [kit.use.title(name) for name in passengers["name"]]
        columns = {
            "always 1": np.ones(len(passengers)),
            "female": passengers["sex"] == "female",
            "first class": passengers["pclass"] == 1,
            "third class": passengers["pclass"] == 3,
            "boy": [title == "Master" for title in titles],  # so were boys called
        }
        for name, column in _numbers(passengers).items():
            full = kit.use.fill(column, self.medians[name])
            columns[name] = self.scalers[name].transform(full)
        return np.column_stack([np.asarray(columns[name], dtype=float) for name in NAMES])


def _numbers(passengers: pd.DataFrame) -> dict[str, list[float]]:
    relatives = passengers["sibsp"] + passengers["parch"]
    fares = np.log1p(passengers["fare"].astype(float))  # twice the price counts alike anywhere
    columns = [passengers["age"], relatives, fares]
    return {
        name: [float(value) for value in column]
        for name, column in zip(SCALED, columns, strict=True)
    }
