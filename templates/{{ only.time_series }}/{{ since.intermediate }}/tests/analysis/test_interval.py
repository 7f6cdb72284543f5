"""Intervals hold what they promise where that is proven, and are measured where it is not."""

import math

import numpy as np
import pandas as pd
import pytest

from time_series.analysis import interval
from time_series.params import Params


def test_the_span_is_the_error_that_the_promised_share_stays_below():
    errors = pd.Series(range(1, 20), dtype=float)  # 1 to 19
    assert interval.conformal(errors, 0.8) == 16  # the ceil(20 * 0.8)-th
    assert interval.conformal(errors.sample(frac=1, random_state=0), 0.8) == 16
    assert interval.conformal(errors, 0.99) == math.inf  # 19 errors cannot tell


def test_cards_drawn_at_random_lie_within_as_often_as_promised():
    rng = np.random.default_rng(0)
    held = []
    for _ in range(400):
        errors = abs(rng.normal(size=50))
        held.append(abs(rng.normal()) <= interval.conformal(pd.Series(errors[:49]), 0.8))
    assert 0.75 < np.mean(held) < 0.86


def test_the_true_quantile_has_the_least_pinball_loss():
    truth = pd.Series(np.arange(1.0, 101.0))
    losses = {
        at: interval.pinball(truth, pd.Series(float(at), truth.index), 0.9) for at in range(101)
    }
    assert min(losses, key=losses.get) == 90
    assert interval.pinball(pd.Series([10.0]), pd.Series([8.0]), 0.9) == pytest.approx(1.8)
    assert interval.pinball(pd.Series([8.0]), pd.Series([10.0]), 0.9) == pytest.approx(0.2)


def test_days_are_told_apart_by_what_the_calendar_knows():
    days = pd.DatetimeIndex(["2015-11-26", "2015-11-27", "2015-08-12", "2015-08-15", "2015-12-26"])
    kinds = ["odd day", "odd day", "workday", "weekend", "odd day"]
    assert interval.kind(days).tolist() == kinds


@pytest.fixture(scope="module")
def found(rides):
    """Return the intervals of a rule of thumb, quickly made, and its forecasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interval.evaluate, "ORIGINS", 6)
        return interval.intervals(
            rides[:"2016-01-20"].iloc[-1500:], Params(42, "weekday_median"), 0.8
        )


def test_every_method_gives_an_interval_for_each_day_of_the_last_year(found):
    tables, last = found
    assert set(tables) == {"conformal", "by kind", "quantiles", "quantiles + conformal"}
    for table in tables.values():
        assert (
            list(table.index) == list(last.index) == list(pd.date_range("2015-10-29", "2016-01-20"))
        )
        assert (table["low"] <= table["high"]).all()
        assert (table["low"] >= 0).all()
    width = tables["conformal"]["high"] - last["forecast"]
    assert width.round(9).nunique() == 1
    assert (tables["by kind"]["high"] - last["forecast"]).round(9).nunique() == 3


def test_coverage_is_the_share_of_days_within(found):
    tables, _ = found
    board = interval.summary(tables, 0.8)
    table = tables["conformal"]
    held = table["truth"].between(table["low"], table["high"])
    assert board.loc["conformal", "coverage"] == pytest.approx(np.mean(held), abs=1e-4)
    assert (board["width"] > 0).all()


def test_the_command_writes_what_it_names(found, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(interval, "intervals", lambda *_: found)
    interval.main(["--reports", str(tmp_path)])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
    assert {file.name for file in tmp_path.iterdir()} == {"interval.png", "interval.json"}


def test_a_senseless_share_is_refused(capsys):
    with pytest.raises(SystemExit):
        interval.main(["--share", "80"])
    assert "--share" in capsys.readouterr().err
