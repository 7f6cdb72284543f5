"""The Theta method: half a straight line, half exponential smoothing; it won M3 in 2000."""

import pandas as pd
from statsmodels.tsa.forecasting.theta import ThetaModel

from ..features import HORIZON
from ._base import Forecaster
from ._windows import recent


class Theta(Forecaster):
    """Takes the week out, adds two simple forecasts of the rest, and puts the week back.

    A local model, as ETS is. Assimakopoulos and Nikolopoulos, "The theta model" (2000).
    """

    def __init__(self, days: int) -> None:
        """Take how many days to learn from."""
        self.days = days

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return the rides to expect on the days after the past."""
        model = ThetaModel(recent(past, self.days), period=7, method="additive")
        return model.fit().forecast(days).rename_axis("date").clip(lower=0)


def build(days: int = 1092) -> Theta:
    """Return the model; 1,092 days are three times 52 weeks."""
    return Theta(days)
