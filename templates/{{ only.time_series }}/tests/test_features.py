"""Features say what was known two weeks before, and what the calendar says."""

import numpy as np
import pandas as pd
import pytest

from time_series import features
from time_series.features import HORIZON


def days(*texts):
    """Return these days."""
    return pd.DatetimeIndex(texts, name="date")


def test_no_feature_of_a_day_depends_on_that_day_or_on_the_thirteen_before_it(rides):
    origin = len(rides) - HORIZON
    coming = rides.index[origin:]
    known = features.make(rides[:origin], coming)
    changed = rides.copy()
    changed[origin:] = 99.0
    pd.testing.assert_frame_equal(features.make(rides, coming), known, check_freq=False)
    pd.testing.assert_frame_equal(features.make(changed, coming), known, check_freq=False)


def test_a_day_has_the_same_features_in_training_and_when_it_is_still_to_come(rides):
    whole = features.make(rides, rides.index)
    later = features.make(rides[:2000], rides.index[2000 : 2000 + HORIZON])
    pd.testing.assert_frame_equal(whole.loc[later.index], later, check_freq=False)


def test_after_the_first_days_nothing_is_missing(rides):
    table = features.make(rides, rides.index)
    assert list(table) == features.NUMERIC + features.CATEGORICAL
    assert not table.iloc[features.MEMORY :].isna().any(axis=None)
    assert table.iloc[: features.MEMORY].isna().any(axis=1).all()


def test_numbers_come_from_the_days_that_they_are_named_after(rides):
    row = features.make(rides, rides.index).iloc[3000]
    assert row["lag_14"] == rides.iloc[2986]
    assert row["usual"] == np.median(rides.iloc[[2986, 2979, 2972, 2965]])
    assert row["level"] == pytest.approx(rides.iloc[2959:2987].mean())
    assert row["shape"] == pytest.approx(row["usual"] / row["level"])


def test_a_station_that_becomes_twice_as_busy_keeps_its_shape(rides):
    once, twice = (features.make(times * rides, rides.index).iloc[3000] for times in (1, 2))
    assert twice["level"] == pytest.approx(2 * once["level"])
    assert twice["shape_last_year"] == pytest.approx(once["shape_last_year"])


@pytest.mark.parametrize(
    ("day", "column", "word"),
    [
        ("2015-11-26", "holiday", "Thanksgiving Day"),
        ("2015-11-27", "day_after", "Thanksgiving Day"),
        ("2015-11-25", "eve", "Thanksgiving Day"),
        ("2015-07-04", "holiday", ""),  # a Saturday
        ("2015-07-03", "holiday", "Independence Day (observed)"),
        ("2015-12-26", "christmas", "26 weekend"),
        ("2015-08-12", "season", "August workday"),
        ("2015-12-10", "lag_14_holiday", "True"),
    ],
)
def test_the_calendar_says_what_kind_of_day_it_is(day, column, word):
    assert features.calendar(days(day)).loc[day, column] == word
    ordinary = features.calendar(days("2015-08-12")).iloc[0]
    assert list(ordinary[["holiday", "eve", "day_after", "christmas"]]) == [""] * 4


def test_the_calendar_knows_days_beyond_the_series():
    assert list(features.holiday(days("2030-12-25", "2030-12-27"))) == ["Christmas Day", ""]
