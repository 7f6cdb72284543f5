"""Exponential smoothing: level and seasons move a little with every day, older days fade away."""

import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from ..features import HORIZON
from ._base import Forecaster
from ._windows import recent


class ETS(Forecaster):
    """ETS(A,N,A), or ETS(A,Ad,A) with a damped trend: additive errors and additive seasons.

    A local model: it knows this one series and nothing of the calendar. What it learns holds for
    one origin alone, so `predict` learns it. Hyndman et al., "Forecasting with Exponential
    Smoothing" (2008).
    """

    def __init__(self, days: int, trend: bool) -> None:
        """Take how many days to learn from, and whether there is a trend that fades."""
        self.days, self.trend = days, trend

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return the rides to expect on the days after the past."""
        kind = {"trend": "add", "damped_trend": True} if self.trend else {"trend": None}
        rides = recent(past, self.days)
        model = ETSModel(rides, error="add", seasonal="add", seasonal_periods=7, **kind)
        return model.fit(disp=False).forecast(days).rename_axis("date").clip(lower=0)


def build(days: int = 1092, trend: bool = False) -> ETS:
    """Return the model; 1,092 days are three times 52 weeks."""
    return ETS(days, trend)
