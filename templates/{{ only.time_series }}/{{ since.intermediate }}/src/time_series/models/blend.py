"""The mean of two models that err in different ways: the weighted sum and the trees."""

from typing import Self

import pandas as pd

from ..features import HORIZON
from . import booster, ridge
from ._base import Forecaster
from .booster import TRUSTED as TRUSTED  # what skops may find in its file


class Blend(Forecaster):
    """Adds two forecasts up and halves the sum. A simple mean is hard to beat (M4, 2018)."""

    def __init__(self, first: Forecaster, second: Forecaster) -> None:
        """Take two untrained models."""
        self.first, self.second = first, second

    def fit(self, past: "pd.Series[float]") -> Self:
        """Train both."""
        self.first.fit(past)
        self.second.fit(past)
        return self

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return the mean of what both expect."""
        return (self.first.predict(past, days) + self.second.predict(past, days)) / 2


def build(alpha: float = 1.0, n_estimators: int = 300) -> Blend:
    """Return the untrained model: the options of both that matter most."""
    return Blend(ridge.build(alpha), booster.build(n_estimators=n_estimators))
