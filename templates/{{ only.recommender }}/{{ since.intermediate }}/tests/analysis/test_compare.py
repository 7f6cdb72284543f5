"""The leaderboard is fair, repeatable, and written where the README says."""

import json

import numpy as np
import pandas as pd
import pytest

from recommender import data, evaluate, params, train
from recommender.analysis import compare, exams
from recommender.params import Params


@pytest.fixture(scope="module")
def board(small):
    """Compare three quick models on two rounds."""
    ways = compare.contest(Params(42, "item_knn"), ["svd", "popularity", "item_knn"])
    return compare.leaderboard(ways, small, seed=42, rounds=2)


@pytest.fixture
def quick(monkeypatch, small):
    """Let the command read the small data."""
    monkeypatch.setattr(data, "load", lambda: small)


def test_the_best_model_comes_first(board):
    means = [scores.by_user["ndcg"].mean() for scores in board.values()]
    assert list(board)[-1] == "popularity"
    assert means == sorted(means, reverse=True)


def test_the_rounds_are_those_that_train_uses_and_never_the_test(small):
    judged = []

    def spy(lens, back):
        judged.append(back)
        return train.estimator(Params(42, "popularity")).fit(data.matrix(lens.ratings, lens.shape))

    compare.leaderboard({"spy": spy}, small, seed=42, rounds=train.ROUNDS)
    assert judged == list(range(1, train.ROUNDS + 1))


def test_the_scores_are_those_of_train(small, board):
    exam = [
        evaluate.of_split(train.estimator(Params(42, "item_knn")), split, small.shape)
        for split in train.rounds(small, 42)[:2]
    ]
    expected = np.mean([evaluate.gains(each.ranks).mean() for each in exam])
    assert board["item_knn"].by_user["ndcg"].mean() == pytest.approx(expected)


def test_a_lead_that_luck_explains_is_called_a_tie():
    noise = np.random.default_rng(0).normal(0, 1, 300)
    first = pd.Series(noise)
    assert compare.lead(first, first - noise * 0.5 - 0.01, 42)[1]
    gap, tie = compare.lead(first, first - 0.1 - noise * 0.1, 42)
    assert (round(gap, 1), tie) == (0.1, False)


def test_two_equal_models_are_a_tie():
    scores = pd.Series([0.0, 0.5, 1.0])
    assert compare.lead(scores, scores, 42) == (0.0, True)


def test_the_interval_is_the_one_that_statistics_expects():
    hits = pd.Series([1.0] * 100 + [0.0] * 900)
    low, high = compare.interval(hits, seed=1)
    expected = 1.96 * np.sqrt(0.1 * 0.9 / 1000)
    assert 0.1 - low == pytest.approx(expected, rel=0.15)
    assert high - 0.1 == pytest.approx(expected, rel=0.15)


def test_novelty_is_counted_in_bits():
    assert list(exams.novelty(np.array([8, 4, 1]), users=8)) == [0, 1, 3]


def test_compare_writes_a_picture_and_the_numbers(quick, tmp_path, capsys):
    compare.main(["item_knn", "popularity", "--rounds", "2", "--reports", str(tmp_path)])
    printed = capsys.readouterr().out
    numbers = json.loads((tmp_path / "leaderboard.json").read_text())
    assert numbers["item_knn"]["ndcg_low"] < numbers["item_knn"]["ndcg_mean"]
    assert numbers["item_knn"]["hit_rate_mean"] > numbers["popularity"]["hit_rate_mean"]
    assert (tmp_path / "leaderboard.png").stat().st_size > 0
    assert max(map(len, printed.splitlines())) <= 80


def test_nested_tunes_on_older_rounds_only(quick, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(compare, "NESTED", 2)
    tuned = compare.objective.Task

    def spy(model, seed, lens, rounds):
        asked.append(rounds)
        return tuned(model, seed, lens, rounds)

    monkeypatch.setattr(compare.objective, "Task", spy)
    compare.main(["--nested", "--trials", "2", "--reports", str(tmp_path)])
    assert asked == [(2, 3), (3, 4)]
    numbers = json.loads((tmp_path / "nested.json").read_text())
    assert f"{params.load().model}, tuned" in numbers


def test_a_misspelt_model_is_explained():
    with pytest.raises(SystemExit, match="Did you mean `ease`"):
        compare.main(["eas"])


@pytest.mark.parametrize("flags", [["--rounds", "0"], ["--rounds", "99"], ["--trials", "x"]])
def test_a_senseless_number_is_refused(flags, capsys):
    with pytest.raises(SystemExit) as stop:
        compare.main(flags)
    assert stop.value.code == 2
    assert flags[0] in capsys.readouterr().err
