"""The leaderboard is fair, repeatable, and written where the README says."""

import json

import numpy as np
import pandas as pd
import pytest

from titanic import data, features, models, params, train
from titanic.analysis import compare
from titanic.params import Params


@pytest.fixture(scope="module")
def rows():
    """Return the training passengers, the only ones a comparison may look at."""
    return data.split(data.load(), 42).train


@pytest.fixture(scope="module")
def board(rows):
    """Compare three quick models on one deal of the folds."""
    chosen = Params(model="logistic_regression")
    ways = compare.contest(chosen, ["majority", "sex_rule", "companions"])
    return compare.leaderboard(ways, rows, seed=42, repeats=1)


@pytest.mark.parametrize("name", models.available())
def test_every_model_trains_answers_and_is_saved_safely(name, rows, tmp_path):
    import skops.io

    from titanic import predict

    few = rows.head(200)
    model = train.fit(train.estimator(Params(model=name)), few)
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    pd.testing.assert_frame_equal(predict.predict(model, few), predict.predict(again, few))


def test_the_best_model_comes_first(board):
    means = [scores["accuracy"].mean() for scores in board.values()]
    assert list(board) == ["companions", "sex_rule", "majority"]
    assert means == sorted(means, reverse=True)


def test_the_first_deal_of_the_folds_is_the_one_train_uses(board, rows):
    expected = train.cross_validated(train.estimator(Params(model="companions")), rows, 42)
    assert board["companions"]["accuracy"].mean() == pytest.approx(expected["accuracy_mean"])


def test_every_passenger_is_judged_once_in_each_deal(rows):
    table, target = features.make(rows), rows[data.TARGET]
    judged = [check for _, check in compare.folds(table, target, 42, repeats=2)]
    assert (np.bincount(np.concatenate(judged)) == 2).all()


def test_a_lead_that_luck_explains_is_called_a_tie():
    first = pd.Series([0.80, 0.82, 0.78, 0.81, 0.79])
    gap, margin = compare.lead(first, first - [0.03, -0.03, 0.02, -0.02, 0.005])
    assert gap < margin
    gap, margin = compare.lead(first, first - [0.10, 0.11, 0.09, 0.10, 0.10])
    assert gap > margin


def test_compare_writes_a_picture_and_the_numbers(tmp_path, capsys):
    compare.main(["sex_rule", "majority", "--repeats", "1", "--reports", str(tmp_path)])
    printed = capsys.readouterr().out
    numbers = json.loads((tmp_path / "leaderboard.json").read_text())
    assert numbers["sex_rule"]["accuracy_mean"] > numbers["majority"]["accuracy_mean"]
    assert (tmp_path / "leaderboard.png").stat().st_size > 0
    assert max(map(len, printed.splitlines())) <= 80


def test_nested_tunes_inside_the_folds(tmp_path):
    arguments = ["--nested", "--repeats", "1", "--trials", "2", "--reports", str(tmp_path)]
    compare.main(arguments)
    numbers = json.loads((tmp_path / "nested.json").read_text())
    tuned = numbers[f"{params.load().model}, tuned"]
    assert tuned["accuracy_mean"] > numbers["sex_rule"]["accuracy_mean"]


def test_a_misspelt_model_is_explained(capsys):
    with pytest.raises(SystemExit, match="Did you mean `booster`"):
        compare.main(["boster"])


def test_fates_of_companions_come_from_training_passengers_only(rows):
    # Whether the judged passengers lived or died must make no difference to what is said of them.
    table, target = features.make(rows), rows[data.TARGET].to_numpy()
    learn, check = next(iter(train.folds(42).split(table, target)))
    model = train.estimator(Params(model="companions")).fit(table.iloc[learn], target[learn])
    said = model.predict_proba(table.iloc[check])[:, 1]
    shuffled = table.iloc[check].sample(frac=1, random_state=0)
    alone = pd.Series(model.predict_proba(shuffled)[:, 1], index=shuffled.index)
    assert said == pytest.approx(alone[table.index[check]].to_numpy())
