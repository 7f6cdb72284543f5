"""The record is read or refused; rows become fixes, and fixes become storms."""

import gzip

import pandas as pd
import pytest

from eda import data
from eda.tables import DataError


def test_the_record_stands_as_it_was_published(record):
    assert len(record) == 19_537
    assert (record["year"].min(), record["year"].max()) == (1975, 2022)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("wind", -99, "row 2: `wind` must be a number from 5 to 220, not `-99`"),
        ("wind", "", "`wind` must be"),
        ("lat", 95, "`lat` must be"),
        ("hour", 24, "`hour` must be a whole number from 0 to 23"),
        ("name", "", "`name` must be a name, not empty"),
        ("category", 6, "`category` must be"),
        ("day", 31, "`day` must be a day that this month has, not `31`"),
    ],
)
def test_what_makes_no_sense_is_refused_by_row_and_column(tmp_path, column, value, said):
    rows = pd.read_csv(data.CSV, nrows=3).astype(object)  # in June, which has 30 days
    rows.loc[1, column] = value
    rows.to_csv(tmp_path / "mine.csv", index=False)
    with pytest.raises(DataError) as refusal:
        data.load(tmp_path / "mine.csv")
    assert said in str(refusal.value)


def test_a_column_that_is_missing_is_named(tmp_path):
    pd.read_csv(data.CSV, nrows=3).drop(columns="status").to_csv(tmp_path / "mine.csv")
    with pytest.raises(DataError, match="lacks the column `status`"):
        data.load(tmp_path / "mine.csv")


def test_the_record_may_be_unpacked_or_written_by_a_spreadsheet(tmp_path, record):
    text = gzip.decompress(data.CSV.read_bytes()).decode().replace(",", ";")
    (tmp_path / "mine.csv").write_text(text)
    assert data.load(tmp_path / "mine.csv")["wind"].sum() == record["wind"].sum()


def test_a_name_that_comes_again_after_years_is_another_storm(made):
    record = made(("Ana", "2003-04-20", [40, 45]), ("Ana", "2009-08-11", [30]))
    assert len(data.storms(data.clean(record))) == 2


def test_a_storm_that_sees_the_new_year_is_one_and_belongs_to_the_old(made):
    (storm,) = data.storms(data.clean(made(("Zeta", "2005-12-31", [50] * 8)))).itertuples()
    assert (storm.season, storm.fixes, storm.days) == (2005, 8, 1.75)


def test_rows_of_two_storms_may_stand_mixed(made):
    record = made(("Ana", "2003-04-20", [40, 45, 50]), ("Bob", "2003-04-20", [30, 30, 30]))
    shuffled = record.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(data.clean(shuffled), data.clean(record))


def test_of_two_rows_for_one_time_the_first_stays(made):
    record = made(("Ana", "2003-04-20", [40, 45]), ("Ana", "2003-04-20", [99]))
    assert list(data.clean(record)["wind"]) == [40, 45]


def test_cleaning_leaves_the_record_alone(record):
    before = record.copy()
    data.clean(record)
    pd.testing.assert_frame_equal(record, before)


def test_later_seasons_can_be_asked_alone(record, study):
    late = data.study(record, since=2000)
    assert late.seasons == range(2000, 2023)
    assert len(late.storms) == (study.storms["season"] >= 2000).sum()


def test_too_few_seasons_are_refused(record):
    with pytest.raises(DataError, match="There are 3 seasons"):
        data.study(record, since=2020)
