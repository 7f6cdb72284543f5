"""A program that finds features which look into the future."""

import numpy as np
import pandas as pd
from written import written

from time_series import data, errors, features

RIDES = data.load().iloc[-1500:]


def find(make):
    found = written(errors, "leaks.py", "find").find(make, RIDES)
    assert found is not None, "`find` returns nothing. Is a `return` missing?"
    assert isinstance(found, list), "`find` should return a list of names."
    return found


def make(**columns):
    """Return a maker of features; each is a function of the rides, those to come as gaps."""

    def made(past, days):
        rides = past.reindex(past.index.union(days))
        return pd.DataFrame({name: make(rides) for name, make in columns.items()}).loc[days]

    return made


def test_honest_features():
    honest = make(lag_14=lambda rides: rides.shift(14), lag_364=lambda rides: rides.shift(364))
    assert find(honest) == [], "A lag of 14 days and one of 364 are honest."
    assert find(features.make) == [], "The features of this repo are honest, all of them."


def test_gaps_are_no_leak():
    gaps = make(lag_9000=lambda rides: rides.shift(9000))
    assert find(gaps) == [], "A feature that is NaN with and without the future looks nowhere."


def test_lags_that_are_too_short():
    leaky = make(
        **{f"lag_{lag}": lambda rides, lag=lag: rides.shift(lag) for lag in (14, 13, 7, 1)}
    )
    found = find(leaky)
    assert "lag_13" in found, (
        "A lag of 13 days is unknown for the last of the 14 days, and a leak. Look at all 14."
    )
    assert "lag_14" not in found, "A lag of 14 days is honest."
    assert sorted(found) == ["lag_1", "lag_13", "lag_7"], (
        f"Leaks are the lags 1, 7 and 13: {found}."
    )
    assert found == sorted(found), "The list should be sorted."


def test_leaks_that_leave_no_gap():
    leaky = make(
        share=lambda rides: rides.shift(14) / rides.mean(),
        smooth=lambda rides: rides.rolling(15, center=True, min_periods=1).mean().shift(14),
        busy=lambda rides: np.where(rides.shift(14) > 10, "busy", "quiet"),
    )
    found = find(leaky)
    assert "share" in found, (
        "The mean of the whole series holds the future as well: `share` is a leak without a gap."
    )
    assert found == ["share", "smooth"], (
        f"`share` and `smooth` change with the future, `busy` does not. Found: {found}."
    )
