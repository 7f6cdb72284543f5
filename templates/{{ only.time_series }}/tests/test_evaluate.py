"""Scores are those of the textbook, and no model sees what comes after its origin."""

import pandas as pd
import pytest

from time_series import evaluate, models
from time_series.features import HORIZON
from time_series.models._base import Forecaster, coming


def daily(*values):
    """Return these values on days that follow each other."""
    return pd.Series(values, pd.date_range("2016-01-01", periods=len(values)), dtype=float)


def test_an_error_as_large_as_that_of_a_week_ago_is_1():
    past = daily(*range(14))  # each day 7 more than a week before
    truth = daily(10, 10)
    assert evaluate.mase(truth, truth, past) == 0
    assert evaluate.mase(truth, truth + 7, past) == 1
    assert evaluate.mase(truth, truth - 14, past) == 2


def test_smape_is_the_error_as_a_share_of_both():
    assert evaluate.smape(daily(10), daily(30)) == pytest.approx(100)
    assert evaluate.smape(daily(30), daily(10)) == pytest.approx(100)
    assert evaluate.smape(daily(0, 10), daily(0, 10)) == 0


def test_origins_follow_each_other_and_the_last_forecast_ends_with_the_series():
    last, before = evaluate.origins(5000), evaluate.origins(5000, skip=evaluate.ORIGINS)
    assert last[-1] + HORIZON == 5000
    assert before[-1] + HORIZON == last[0]
    assert last == list(range(last[0], 5000, HORIZON))
    assert len(last) == evaluate.ORIGINS == 26


class Curious(Forecaster):
    """Notes what it is shown."""

    def fit(self, past):
        """Remember the last day."""
        self.last_ = past.index[-1]
        return self

    def predict(self, past, days=HORIZON):
        """Expect nobody."""
        assert past.index[-1] == self.last_
        return pd.Series(0.0, coming(past, days))


def test_a_model_is_shown_nothing_that_comes_after_the_origin(rides):
    found = evaluate.backtest(Curious(), rides, [1000, 2000])
    assert set(found["origin"]) == {rides.index[999], rides.index[1999]}
    assert (found.index - found["origin"]).dt.days.tolist() == 2 * list(range(1, HORIZON + 1))
    pd.testing.assert_series_equal(
        found["truth"], rides[found.index], check_names=False, check_freq=False
    )
    assert evaluate.scores(found)["smape"].tolist() == [200, 200]


def test_a_week_ago_is_about_as_wrong_as_its_own_yardstick(rides):
    found = evaluate.backtest(models.build("weekly_naive"), rides, evaluate.origins(len(rides)))
    assert 0.8 < evaluate.scores(found)["mase"].mean() < 1.5
