"""Which of two rules of thumb is better, and can anybody tell?"""

import pytest

from time_series import data, evaluate
from time_series.analysis import compare
from time_series.params import Params


def test_i4(answers):
    rides, names = data.load(), ["weekday_median", "last_year"]
    ways = compare.contest(Params(42, "weekday_median"), names)
    sheets = compare.backtests(ways, rides, compare.cuts(rides, exam=False))
    first, other = (evaluate.scores(sheets[name])["mase"] for name in names)
    behind, tie = compare.lead(first, other, 42)
    wins = int((first < other).sum())
    for key in ("behind", "wins"):
        assert type(answers[key]) in (int, float), f"`{key}` must be a number, without quotes."
    assert answers["behind"] == pytest.approx(behind, abs=0.0015), (
        f"`behind` is not {answers['behind']}. Take the year to choose by, and a positive number"
        " where `last_year` has the larger MASE."
    )
    assert answers["wins"] != 26 - wins, "`wins` counts the origins at which `last_year` is better."
    assert answers["wins"] == wins, f"`wins` is not {answers['wins']}: compare origin by origin."
    assert answers["best"] in (*names, "cannot tell"), (
        '`best` takes one of three answers, in quotes: "weekday_median", "last_year" or'
        ' "cannot tell".'
    )
    assert tie, "Here the scores have changed, and there is no tie any more: look again."
    assert answers["best"] == "cannot tell", (
        f"Among 26 origins it is {wins} to {26 - wins}, and the mean moves by {behind:.3f}. In many"
        " other years it would be the other way round."
    )
