"""The series is what it claims to be, and what is no whole series is refused by name."""

import hashlib

import pandas as pd
import pytest

from time_series import data
from time_series.tables import DataError


@pytest.fixture
def table(rides):
    """Return the series as a table, as it stands in a file."""
    return rides.reset_index().assign(date=rides.index.strftime("%Y-%m-%d"))


def load(table, folder):
    """Load a table by way of a file."""
    table.to_csv(folder / "own.csv", index=False)
    return data.load(folder / "own.csv")


def test_the_file_is_byte_for_byte_the_published_one():
    published = (data.CSV.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.CSV.read_bytes()).hexdigest() in published


def test_all_days_are_there(rides):
    assert len(rides) == 5698
    assert (str(rides.index[0].date()), str(rides.index[-1].date())) == ("2001-01-22", "2016-08-28")
    assert rides.sum() == pytest.approx(77602.9635)


def test_a_file_that_begins_with_the_newest_day_is_the_same_series(rides, table, tmp_path):
    pd.testing.assert_series_equal(load(table[::-1], tmp_path), rides)


@pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S", "%Y%m%d", "%Y-%m-%dT00:00:00Z"])
def test_a_day_may_come_with_an_hour_or_without_dashes(rides, table, tmp_path, form):
    written = table.assign(date=rides.index.strftime(form))
    pd.testing.assert_series_equal(load(written, tmp_path), rides)


@pytest.mark.parametrize("day", ["28.08.2016", "soon", "2016-02-30", ""])
def test_what_is_no_day_is_refused_by_row(table, tmp_path, day):
    table.loc[2, "date"] = day
    with pytest.raises(DataError, match="row 3: `date` must be a day such as 2016-08-28"):
        load(table, tmp_path)


@pytest.mark.parametrize("value", ["", "many", -1, "inf"])
def test_a_count_that_makes_no_sense_is_refused_by_row(table, tmp_path, value):
    table = table.astype(object)
    table.loc[2, "ridership"] = value
    with pytest.raises(DataError, match="row 3: `ridership` must be a number"):
        load(table, tmp_path)


def test_a_gap_is_refused_by_its_first_day(table, tmp_path):
    with pytest.raises(DataError, match=r"lacks the day 2001-02-01 \(3 missing in all\)"):
        load(table.drop(index=[10, 11, 500]), tmp_path)


def test_a_day_that_stands_there_twice_is_refused(table, tmp_path):
    with pytest.raises(DataError, match="has the day 2001-02-01 more than once"):
        load(pd.concat([table, table.iloc[[10]]]), tmp_path)


def test_a_series_that_is_too_short_to_learn_from_is_refused(table, tmp_path):
    with pytest.raises(DataError, match="has 1000 days; it takes 1456"):
        load(table.head(1000), tmp_path)


def test_a_missing_column_or_file_is_named(table, tmp_path):
    with pytest.raises(DataError, match="lacks the column `ridership`"):
        load(table[["date"]], tmp_path)
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        data.load(tmp_path / "nowhere.csv")
