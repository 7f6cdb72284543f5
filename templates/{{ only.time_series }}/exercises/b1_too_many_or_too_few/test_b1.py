"""In which direction a forecast errs."""

import numpy as np
import pandas as pd
import pytest

from time_series import data, evaluate, models


def bias(truth, forecast):
    assert hasattr(evaluate, "bias"), "There is no `bias` in `src/time_series/evaluate.py` yet."
    days = pd.date_range("2016-01-01", periods=len(truth))
    found = evaluate.bias(pd.Series(truth, days), pd.Series(forecast, days))
    assert found is not None, "`bias` returns nothing. Is a `return` missing?"
    assert np.ndim(found) == 0, "`bias` should return one number, not one for each day."
    return float(found)


def test_direction():
    high, low = bias([10.0, 20.0], [13.0, 21.0]), bias([10.0, 20.0], [7.0, 19.0])
    assert (high, low) != (2, 2), "2 too many and 2 too few should not be the same: keep the sign."
    assert high > 0 > low, "Too many should be positive, too few negative: take forecast - truth."
    assert (high, low) == (2, -2), (
        f"3 and 1 too many are 2 too many on average, not {high:g}. (Divide by the days.)"
    )


def test_errors_cancel():
    found = bias([10.0, 20.0, 30.0], [16.0, 14.0, 30.0])
    assert found == 0, f"6 too many and 6 too few make a bias of 0, not of {found:g}."


@pytest.mark.parametrize("name", ["last_year", "weekday_median"])
def test_answers(answers, name):
    given, rides = answers[name], data.load()
    assert type(given) in (int, float), f"`{name}` must be a number, without quotes."
    cuts = evaluate.origins(len(rides), skip=evaluate.ORIGINS)
    found = evaluate.backtest(models.build(name), rides, cuts)
    right = bias(found["truth"].to_numpy(), found["forecast"].to_numpy())
    last = evaluate.backtest(models.build(name), rides, evaluate.origins(len(rides)))
    exam = bias(last["truth"].to_numpy(), last["forecast"].to_numpy())
    assert given != pytest.approx(exam, abs=0.002), (
        f"`{name}` is that of the last year. Take the year before: `skip=evaluate.ORIGINS`."
    )
    assert given == pytest.approx(right, abs=0.002), (
        f"`{name}` is not {given}. Take all 364 days of the 26 forecasts at once."
    )
