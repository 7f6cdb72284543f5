"""Judge forecasts as they are used: made from the past alone, then compared with what came.

The day after which a forecast is made is its origin. Many origins, one after the other, show how
good a model is in all seasons: a backtest with rolling origins.
"""

import pandas as pd

from .features import HORIZON
from .models._base import Forecaster

ORIGINS = 26  # 26 times 14 days are a year: each season once
SEASON = 7  # days after which the pattern comes again


def mase(
    truth: "pd.Series[float]", forecast: "pd.Series[float]", past: "pd.Series[float]"
) -> float:
    """Return the mean absolute scaled error: 1 is as wrong as "like a week ago" was in the past.

    So stations and shops of any size compare. The scale comes from the past and looks one week
    ahead; to look two weeks ahead is harder, so "like a week ago" itself does not reach 1.
    Hyndman and Koehler, "Another Look at Measures of Forecast Accuracy" (2006).
    """
    scale = past.diff(SEASON).abs().mean()  # thousands of rides
    return float((truth - forecast).abs().mean() / scale)


def smape(truth: "pd.Series[float]", forecast: "pd.Series[float]") -> float:
    """Return the symmetric mean absolute percentage error, 0 to 200 %.

    Quiet days weigh as much as busy ones: 1,000 rides too many cost more on a Sunday.
    """
    share = (truth - forecast).abs() / ((truth.abs() + forecast.abs()) / 2)
    return float(100 * share.fillna(0).mean())  # 0 / 0: nobody was expected, and nobody came


def origins(days: int, skip: int = 0) -> list[int]:
    """Return how many days are known at each of ORIGINS origins, 14 days apart.

    The last forecast ends with the series, or `skip` forecasts earlier.
    """
    last = days - HORIZON * (skip + 1)
    return [last - HORIZON * back for back in reversed(range(ORIGINS))]


def backtest(model: Forecaster, rides: "pd.Series[float]", cuts: list[int]) -> pd.DataFrame:
    """Train and forecast at each origin; return truth, forecast and origin of each of the days.

    The model gets `rides` cut off at the origin: it cannot see the future, not even by mistake.
    `mase` and `smape` of a forecast stand beside each of its days.
    """
    found = []
    for cut in cuts:
        past, truth = rides.iloc[:cut], rides.iloc[cut : cut + HORIZON]
        forecast = model.fit(past).predict(past)
        table = pd.DataFrame({"truth": truth, "forecast": forecast, "origin": past.index[-1]})
        table["mase"], table["smape"] = mase(truth, forecast, past), smape(truth, forecast)
        found.append(table)
    return pd.concat(found)


def scores(found: pd.DataFrame) -> pd.DataFrame:
    """Return the scores in what `backtest` found, one row an origin."""
    return found.groupby("origin")[["mase", "smape"]].first()
