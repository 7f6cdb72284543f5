"""Last year's days, scaled to how busy the station is now."""

import numpy as np
import pandas as pd
import pytest
from written import written

from time_series import data, errors, evaluate, models
from time_series.models._base import Forecaster


def model():
    own = written(errors, "models/last_year_scaled.py", "build").build()
    assert isinstance(own, Forecaster), "`build` should return a `Forecaster`, as the others do."
    return own


def predict(values, days=14):
    past = pd.Series(np.asarray(values, float), pd.date_range("2014-01-01", periods=len(values)))
    found = model().fit(past).predict(past, days)
    assert isinstance(found, pd.Series), "`predict` should return a series. Is a `return` missing?"
    coming = pd.date_range(past.index[-1] + pd.Timedelta(days=1), periods=days)
    assert list(found.index) == list(coming), (
        f"Asked for {days} days, it should answer for the {days} days that follow the past."
    )
    return found.to_numpy()


def test_nothing_changed():
    year = np.random.default_rng(0).uniform(5, 20, 364)
    found = predict(np.tile(year, 2))
    assert found == pytest.approx(year[:14]), (
        "Where this year is like the last, the forecast should be last year's days, unchanged."
    )


def test_twice_as_busy():
    year = np.random.default_rng(1).uniform(5, 20, 364)
    found = predict(np.concatenate([year, 2 * year]), days=5)
    assert found != pytest.approx(2 * year[:5]), (
        "Each day is twice as busy as a year before, and the forecast is last year's day, not twice"
        " that."
    )
    assert found == pytest.approx(4 * year[:5]), (
        f"Each day is twice as busy as a year before: expect {4 * year[0]:.2f}, not {found[0]:.2f}."
    )


def test_a_year_that_ended_in_another_level():
    then = np.full(364, 10.0)
    now = np.concatenate([np.full(336, 10.0), np.full(28, 15.0)])
    found = predict(np.concatenate([then, now]))
    assert found != pytest.approx(10 / 1.5), "It is 15 now and was 10: divide now by then."
    assert found == pytest.approx(15), (
        f"It was 10 all the time and is 15 for 28 days: the forecast is 15, not {found[0]:.2f}."
    )


def test_the_real_series():
    rides = data.load()
    cuts = evaluate.origins(len(rides), skip=evaluate.ORIGINS)
    own, old = (
        evaluate.scores(evaluate.backtest(each, rides, cuts))["mase"].mean()
        for each in (model(), models.build("last_year"))
    )
    assert own < old, f"Its MASE is {own:.2f}, and that of `last_year` is {old:.2f}."
