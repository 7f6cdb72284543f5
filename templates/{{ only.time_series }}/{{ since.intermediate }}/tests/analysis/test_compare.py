"""The leaderboard judges every model by the same days, and says what may be luck."""

import json

import pandas as pd
import pytest

from time_series import models
from time_series.analysis import compare
from time_series.params import Params

RULES = ["weekly_naive", "weekday_median", "last_year"]


@pytest.fixture(scope="module")
def sheets(rides):
    """Return what three rules of thumb expected of a year."""
    ways = compare.contest(Params(42, "ridge"), RULES)
    return compare.backtests(ways, rides, compare.cuts(rides, exam=True))


def test_every_model_is_judged_by_the_same_days(sheets, rides):
    for sheet in sheets.values():
        assert list(sheet.index) == list(rides.index[-364:])
        assert sheet["truth"].tolist() == rides.iloc[-364:].tolist()


def test_the_year_to_choose_by_ends_where_the_exam_begins(rides):
    choose, exam = (compare.cuts(rides, exam) for exam in (False, True))
    assert choose[-1] + 14 == exam[0]


def test_the_best_comes_first_and_nobody_is_ahead_of_it(sheets):
    board = compare.summary(sheets, 42)
    assert board["mase"].is_monotonic_increasing
    assert board["behind"].iloc[0] == 0
    assert (board["behind"] >= 0).all()
    assert max(map(len, compare.table_of(board).splitlines())) <= 80


def test_a_lead_in_every_season_is_no_luck_and_one_in_some_of_them_may_be():
    first = pd.Series([0.5, 0.6, 0.7, 0.5, 0.6, 0.8])
    assert compare.lead(first, first + 0.2, 42) == (pytest.approx(0.2), False)
    moved, tie = compare.lead(first, first + [0.5, -0.3, 0.2, -0.3, 0.2, 0.0], 42)
    assert (moved > 0, tie) == (True, True)
    assert compare.lead(first, first, 42) == (0.0, True)


def test_options_of_params_yaml_hold_for_its_model_alone():
    ways = compare.contest(Params(42, "ridge", {"alpha": 7.0}), ["ridge", "ets"])
    assert ways["ridge"].regressor.alpha == 7.0
    assert ways["ets"].days == 1092


def test_the_command_writes_what_it_names(tmp_path, capsys):
    compare.main(["weekly_naive", "last_year", "--reports", str(tmp_path)])
    out = capsys.readouterr().out
    assert "01 September 2014 to 30 August 2015" in out
    numbers = json.loads((tmp_path / "leaderboard.json").read_text())
    assert numbers["weekly_naive"]["mase"] == pytest.approx(1.147, abs=0.001)
    assert (tmp_path / "leaderboard.png").stat().st_size > 0


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SystemExit, match="Did you mean `ridge`"):
        compare.main(["rigde"])


# The models that come at this level.


def test_trees_that_learn_shares_answer_beyond_what_they_have_seen(rides):
    model = models.build("booster", n_estimators=50).fit(rides[:"2014"])
    twice = model.predict(2 * rides[:"2014"])
    assert twice.max() > 1.2 * rides.max()


def test_a_blend_is_the_mean_of_its_two(rides):
    past = rides[:"2014"]
    blend = models.build("blend", n_estimators=20).fit(past)
    parts = [models.build("ridge"), models.build("booster", n_estimators=20)]
    mean = sum(each.fit(past).predict(past) for each in parts) / 2
    pd.testing.assert_series_equal(blend.predict(past), mean)


@pytest.mark.parametrize("name", ["ets", "theta"])
def test_smoothing_repeats_a_week_that_never_changes(rides, name):
    week = rides.copy()
    week[:] = [10.0 + day for day in rides.index.day_of_week]
    found = models.build(name).fit(week).predict(week, 7)
    assert found.to_numpy() == pytest.approx(week.iloc[-7:].to_numpy(), abs=0.1)


@pytest.mark.parametrize("days", [10, 300.5, "all"])
def test_a_past_that_is_too_short_for_a_season_is_refused(rides, days):
    with pytest.raises(models.ModelError, match="`days` must be a whole number"):
        models.build("theta", days=days).predict(rides)
