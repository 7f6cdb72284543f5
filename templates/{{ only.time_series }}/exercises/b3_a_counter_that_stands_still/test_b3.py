"""Three days alike are refused, and a test of the learner's says so."""

import numpy as np
import pandas as pd
import pytest

from time_series import data, tables

DAYS = pd.date_range("2010-01-01", periods=1600, name="date")


def series():
    """Return a series in which no two days are alike."""
    return pd.Series(np.random.default_rng(0).uniform(5, 20, len(DAYS)), DAYS)


def refused(*values, at=1500):
    """Say whether `data.check` refuses the series with these values in it; its sentence."""
    rides = series()
    rides.iloc[at : at + len(values)] = values
    try:
        data.check(rides, "own.csv")
    except tables.DataError as problem:
        return str(problem)
    except Exception as problem:  # noqa: BLE001 - whatever the rule raises
        pytest.fail(f"`data.check` ends in a {type(problem).__name__}: raise a `DataError`.")
    return None


@pytest.mark.parametrize("values", [(5.0, 5.0), (5.0, 7.0, 5.0), (5.0, 5.0, 7.0, 5.0, 5.0)])
def test_others_pass(values):
    told = ", ".join(f"{value:g}" for value in values)
    assert not refused(*values), f"`data.check` refuses days with {told}: that is no row of three."


@pytest.mark.parametrize("values", [(5.0, 5.0, 5.0), (12.3, 12.3, 12.3, 12.3), (0.0, 0.0, 0.0)])
@pytest.mark.parametrize("at", [0, 1500])
def test_three_alike(values, at):
    sentence = refused(*values, at=at)
    assert sentence, f"`data.check` takes {len(values)} days running with {values[0]} each."
    third = f"{DAYS[at + 2]:%Y-%m-%d}"
    assert third in sentence, f"The sentence should name the third day, here {third}."
    assert "own.csv" in sentence, "The sentence should name the file: `source`."


def test_other_rules_still_hold():
    with pytest.raises(tables.DataError, match="lacks the day"):
        data.check(series().drop(DAYS[100]), "own.csv")
        pytest.fail("`data.check` takes a series with a gap now.")


def test_the_real_series_passes():
    try:
        data.load()
    except tables.DataError as problem:
        pytest.fail(f"The real series is refused now: {problem}")


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
