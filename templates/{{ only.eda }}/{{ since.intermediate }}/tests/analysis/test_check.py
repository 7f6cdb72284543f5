"""The command takes a sound record, counts its traps, and lists all that is wrong with another."""

import pandas as pd
import pytest
from failing import failure

from eda import data
from eda.analysis import check


@pytest.fixture
def spoilt(tmp_path):
    rows = pd.read_csv(data.CSV, nrows=6).astype(object)
    rows.loc[1, "wind"], rows.loc[2, "wind"], rows.loc[3, "hour"] = "strong", 300, 25
    rows.to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path / "mine.csv"


def test_every_trap_is_counted(record):
    found = {trap.rule: trap.count for trap in check.traps(record)}
    assert found == {
        "a time is told once": 24,
        "the hour is 0, 6, 12 or 18": 460,
        "the width is known": 9_512,
        "there is a category": 14_734,
        "a name is one storm's": 525,
        "it ends in the year of its season": 1,
        "it has a fix every six hours": 14,
        "it reaches gale force": 52,
        "of 64 knots, it is a hurricane": 2,
    }


def test_the_first_of_each_is_named(record):
    first = {trap.rule: trap.first for trap in check.traps(record)}
    assert first["a time is told once"] == "row 3579, Jerry 1989"
    assert first["it ends in the year of its season"] == "Zeta 2005"


def test_a_sound_record_is_told_so(capsys):
    check.main([])
    told = capsys.readouterr().out
    assert "Sound: all" in told
    assert max(map(len, told.splitlines())) <= 80


def test_all_mistakes_of_a_file_are_listed_and_end_it(capsys, spoilt):
    problem = failure(capsys, check.main, "--file", str(spoilt))[1]
    told = capsys.readouterr().out
    assert "`wind` is there, and of its kind" in told and "row 2, Amy 1975" in told
    assert "`wind` is from 5 to 220" in told and "`hour` is from 0 to 23" in told
    assert "`mine.csv` breaks" in problem


def test_a_changed_column_is_refused_by_name(capsys, tmp_path):
    rows = pd.read_csv(data.CSV, nrows=6).rename(columns={"wind": "speed"})
    rows.to_csv(tmp_path / "mine.csv", index=False)
    told = failure(capsys, check.main, "--file", str(tmp_path / "mine.csv"))[1]
    assert "lacks the column `wind`" in told


def test_a_table_without_rows_is_not_called_sound(capsys, tmp_path):
    pd.read_csv(data.CSV, nrows=0).to_csv(tmp_path / "mine.csv", index=False)
    assert "no rows" in failure(capsys, check.main, "--file", str(tmp_path / "mine.csv"))[1]
    assert "Sound" not in capsys.readouterr().out


def test_a_few_seasons_can_be_checked(capsys, tmp_path):
    rows = pd.read_csv(data.CSV)
    rows[rows["year"] == 2020].to_csv(tmp_path / "mine.csv", index=False)
    check.main(["--file", str(tmp_path / "mine.csv")])
    assert "of 64 knots" not in capsys.readouterr().out  # a trap that is not set
