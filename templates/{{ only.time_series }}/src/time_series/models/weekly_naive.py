"""The first bar to beat: each day will be as the same weekday was when we last saw it."""

import numpy as np
import pandas as pd

from ..features import HORIZON
from ._base import Forecaster, coming


class SeasonalNaive(Forecaster):
    """Repeats the last season, over and over."""

    def __init__(self, season: int) -> None:
        """Take how many days a season has."""
        self.season = season

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return what was a season ago."""
        last = past.to_numpy()[-self.season :]
        return pd.Series(np.resize(last, days), coming(past, days))  # resize: at its end, begin


def build() -> SeasonalNaive:
    """Return the model; it has no options."""
    return SeasonalNaive(season=7)
