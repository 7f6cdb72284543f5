"""The leaderboard is fair, repeatable, and written where the README says."""

import json

import pandas as pd
import pytest

from mnist import data, train
from mnist.analysis import compare
from mnist.params import Params


@pytest.fixture(scope="module")
def rest(sample):
    """Return a fifth of the training digits, the only ones a comparison may look at."""
    return data.hold_out(data.set_test_aside(sample, 42)[0], 0.2, 42)[1]


@pytest.fixture(scope="module")
def board(rest):
    """Compare three quick models on two deals of the digits."""
    ways = compare.contest(Params(model="cnn"), ["majority", "logistic_regression", "mlp"])
    return compare.leaderboard(ways, rest, repeats=2)


@pytest.fixture
def small(monkeypatch, few):
    """Let the command see 300 digits."""
    monkeypatch.setattr(data, "load", lambda: few)


def test_the_best_model_comes_first(board):
    means = [scores["validation_accuracy"].mean() for scores in board.values()]
    assert means == sorted(means, reverse=True)
    assert list(board)[-1] == "majority"


def test_every_run_deals_anew_and_every_model_meets_the_same_deals(rest):
    def judged(run):
        return compare.judge(Params(model="logistic_regression"), rest, run)

    assert judged(0) == judged(0) != judged(1)


def test_the_first_deal_is_the_one_that_train_uses(board, rest):
    learn, validation = data.hold_out(rest, compare.HELD_OUT, 42)
    model = train.fit(train.build(Params(model="logistic_regression")), learn, validation, 42)
    expected = train.scores(model, validation, "validation")["validation_accuracy"]
    assert board["logistic_regression"]["validation_accuracy"][0] == pytest.approx(expected)


def test_a_lead_that_luck_explains_is_called_a_tie():
    first = pd.Series([0.980, 0.982, 0.978, 0.981, 0.979])
    gap, margin = compare.lead(first, first - [0.003, -0.003, 0.002, -0.002, 0.0005])
    assert gap < margin
    gap, margin = compare.lead(first, first - [0.10, 0.11, 0.09, 0.10, 0.10])
    assert gap > margin


def test_one_run_proves_nothing():
    gap, margin = compare.lead(pd.Series([0.9]), pd.Series([0.1]))
    assert gap < margin


def test_two_runs_need_a_clearer_lead_than_ten():
    first, gaps = pd.Series([0.98] * 10), pd.Series([0.01, 0.03] * 5)
    few, many = (compare.lead(first[:runs], first[:runs] - gaps[:runs])[1] for runs in (2, 10))
    assert few > 4 * many


def test_compare_writes_a_picture_and_the_numbers(tmp_path, capsys, small):
    names = ["logistic_regression", "majority", "--repeats", "2"]
    compare.main([*names, "--reports", str(tmp_path)])
    printed = capsys.readouterr().out
    numbers = json.loads((tmp_path / "leaderboard.json").read_text())
    assert (
        numbers["logistic_regression"]["validation_accuracy_mean"]
        > numbers["majority"]["validation_accuracy_mean"]
    )
    assert (tmp_path / "leaderboard.png").stat().st_size > 0
    assert max(map(len, printed.splitlines())) <= 80


def test_a_misspelt_model_is_explained(small):
    with pytest.raises(SystemExit, match="Did you mean `mlp`"):
        compare.main(["mpl"])
