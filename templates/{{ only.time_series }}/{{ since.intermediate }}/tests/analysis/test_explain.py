"""Errors are put where they happen, a feature that matters is missed, and a leak shows."""

import numpy as np
import pandas as pd
import pytest

from time_series import data, features, models, tables
from time_series.analysis import compare, explain, leak


@pytest.fixture(scope="module")
def sheets(rides):
    """Return what two rules of thumb expected of a year."""
    ways = {name: models.build(name) for name in ("last_year", "weekday_median")}
    return compare.backtests(ways, rides, compare.cuts(rides, exam=False))


def test_each_part_of_the_year_is_counted_once(sheets):
    found = explain.slices(sheets)
    assert found["days"].tolist()[:3] == [41, 99, 224]
    for part in (found.iloc[:3], found.iloc[3:5], found.iloc[5:]):
        assert part["days"].sum() == 364
        mean = np.average(part["last_year"], weights=part["days"])
        assert mean == pytest.approx(1.329, abs=0.001)


def test_the_worst_days_come_first_and_have_their_names(sheets):
    found = explain.worst(sheets["weekday_median"], 5)
    assert found["gap"].abs().is_monotonic_decreasing
    assert "Thanksgiving Day" in set(found["holiday"])


def test_every_feature_is_in_one_group():
    columns = [name for group in explain.GROUPS.values() for name in group]
    assert set(columns) <= set(features.NUMERIC + features.CATEGORICAL)
    assert len(columns) == len(set(columns))


def test_without_the_weekday_the_model_is_lost(rides):
    cut = compare.cuts(rides, exam=False)[0]
    found = explain.importance(models.build("ridge"), rides, cut, 42)
    assert list(found.index[:2]) == ["weekday", "last weeks"]
    assert (found["mean"] > 0).all()


def test_the_command_writes_what_it_names(tmp_path, monkeypatch, rides, capsys):
    monkeypatch.setattr(data, "load", lambda: rides.iloc[-1700:])
    monkeypatch.setattr(compare.evaluate, "ORIGINS", 8)
    explain.main(["--reports", str(tmp_path)])
    written = {file.name for file in tmp_path.iterdir()}
    assert written == {"errors.png", "importance.png", "explain.json"}
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_model_without_features_is_told(tmp_path):
    (tmp_path / "mine.yaml").write_text("model: ets")
    with pytest.raises(SystemExit, match="`ets` has no features"):
        explain.main(["--params", str(tmp_path / "mine.yaml")])


@pytest.fixture(scope="module")
def told(rides):
    """Return what a model is told of each day, by what it is."""
    return leak.told(rides, tables.read(data.CSV, data.COLUMNS).set_index(rides.index))


def test_the_weather_of_the_day_makes_scores_that_never_come_true(rides, told):
    winter = [len(rides[:"2015-01-04"]) + step for step in (-14, 0, 14, 28)]
    honest, leaky = (
        leak.scores(rides, told[name], winter) for name in ("as it is", "weather of the day")
    )
    assert leaky["mase"] < honest["mase"]


def test_what_is_usual_is_known_from_earlier_years(rides, told):
    usual, measured = told["weather as is usual"], told["weather of the day"]
    day = pd.Timestamp("2004-07-10")
    before = measured.loc[["2001-07-10", "2002-07-10", "2003-07-10"], "temp"]
    numbers = measured.loc[rides.index.day_of_year == day.day_of_year, "temp"][:"2004-07-09"]
    assert usual.loc[day, "temp"] == pytest.approx(numbers.mean())
    assert abs(usual.loc[day, "temp"] - before.mean()) < 10
    assert not usual.isna().any(axis=None)


def test_the_leak_is_told_and_written(rides, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(leak.evaluate, "ORIGINS", 2)
    leak.main(["--reports", str(tmp_path)])
    assert "The last row is a leak" in capsys.readouterr().out
    assert (tmp_path / "leak.json").exists()
