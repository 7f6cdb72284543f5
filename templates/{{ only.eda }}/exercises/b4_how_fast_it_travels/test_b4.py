"""Knots between one fix and the next of the same storm."""

import numpy as np
import pandas as pd
import pytest

from eda import counting, data

# storm, hours since the beginning, latitude, longitude
ROWS = [
    (7, 0, 0.0, -40.0),
    (7, 6, 0.0, -41.0),  # a degree at the equator: 60 nautical miles in six hours
    (7, 8, 0.0, -42.0),  # and in two
    (9, 0, 60.0, -10.0),
    (9, 6, 60.0, -11.0),  # at 60 degrees a degree to the west is half as long
    (9, 18, 62.0, -11.0),  # two degrees to the north, in twelve hours
]
RIGHT = [np.nan, 10.0, 30.0, np.nan, 5.0, 10.0]


@pytest.fixture(scope="module")
def found():
    assert hasattr(counting, "speeds"), "There is no `speeds` in `counting.py` yet."
    storm, hours, lat, long = zip(*ROWS, strict=True)
    times = pd.Timestamp("2001-09-01") + pd.to_timedelta(hours, unit="h")
    columns = {"storm": storm, "time": times, "lat": lat, "long": long}
    fixes = pd.DataFrame(columns, index=range(100, 106))
    found = counting.speeds(fixes)
    assert isinstance(found, pd.Series), "`speeds` should return a Series, one speed a fix."
    assert list(found.index) == list(fixes.index), "The index should be that of `fixes`."
    return found.to_numpy()


def test_the_first_of_a_storm(found):
    assert np.isnan(found[0]), f"The first fix of all has no speed: NaN, not {found[0]:.1f}."
    assert np.isnan(found[3]), (
        f"The first fix of the second storm gets {found[3]:.0f} knots: that is the way from the end"
        " of another storm."
    )


def test_along_the_equator(found):
    assert found[1] == pytest.approx(10, rel=0.01), (
        f"A degree along the equator in six hours is 10 knots, not {found[1]:.2f}."
    )


def test_two_hours_are_not_six(found):
    assert found[2] == pytest.approx(30, rel=0.01), (
        f"60 miles in two hours are 30 knots, not {found[2]:.1f}. How many hours lie between?"
    )


def test_far_from_the_equator(found):
    assert found[4] == pytest.approx(5, rel=0.01), (
        f"At 60 degrees north a degree to the west is 30 miles, so 5 knots, not {found[4]:.2f}."
    )
    assert found[5] == pytest.approx(10, rel=0.01), (
        f"Two degrees to the north in twelve hours are 10 knots, not {found[5]:.2f}."
    )


def test_the_record():
    fixes = data.clean(data.load())
    found = counting.speeds(fixes)
    gaps = int(found.isna().sum())
    assert gaps == fixes["storm"].nunique(), f"Of the record, {gaps} fixes have no speed, not 654."
    assert 9 < found.median() < 13, f"A median of {found.median():.1f} knots cannot be right."
