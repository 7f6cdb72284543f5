"""What every model in this folder can do. Not a model itself."""

from typing import Any, Self

import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline

from .. import features
from ..features import HORIZON


class Forecaster(BaseEstimator):
    """Learns from the past of a series and says how it goes on.

    The past is a series of thousands of rides, one a day. `predict` is given it again, since it
    may have grown after training: a model learns how days follow from each other, not the days.
    """

    def fit(self, past: "pd.Series[float]") -> Self:
        """Learn what there is to learn; rules of thumb learn nothing."""
        return self

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return the rides to expect on each of the days after the past, at most HORIZON."""
        raise NotImplementedError


def coming(past: "pd.Series[float]", days: int) -> pd.DatetimeIndex:
    """Return the days that follow the past."""
    return pd.date_range(past.index[-1] + pd.Timedelta(days=1), periods=days, name="date")


class Regression(Forecaster):
    """Any regressor of scikit-learn, given the features of a day instead of the series."""

    def __init__(self, regressor: Any, numbers: Any, words: Any) -> None:
        """Take a regressor, and what makes numbers and words ready for it."""
        self.regressor, self.numbers, self.words = regressor, numbers, words

    def unit(self, table: pd.DataFrame) -> Any:
        """Return what the regressor counts rides in; 1: as they are, in thousands."""
        return 1

    def fit(self, past: "pd.Series[float]") -> Self:
        """Learn from all days of the past whose features have no gaps."""
        days = past.index[features.MEMORY :]
        prepare = make_column_transformer(
            (self.numbers, features.NUMERIC),
            (self.words, features.CATEGORICAL),
            verbose_feature_names_out=False,
        ).set_output(transform="pandas")
        table = features.make(past, days)
        self.pipeline_ = make_pipeline(prepare, self.regressor)
        self.pipeline_.fit(table, past[days] / self.unit(table))  # here something is learned
        return self

    def predict(self, past: "pd.Series[float]", days: int = HORIZON) -> "pd.Series[float]":
        """Return the rides to expect on the days after the past."""
        return self.answer(features.make(past, coming(past, days)))

    def answer(self, table: pd.DataFrame) -> "pd.Series[float]":
        """Return the rides to expect on days with these features."""
        found = pd.Series(self.pipeline_.predict(table), table.index) * self.unit(table)
        return found.clip(lower=0)  # nobody leaves by the entrance
