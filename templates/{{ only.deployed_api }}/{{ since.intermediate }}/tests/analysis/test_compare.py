"""The leaderboard is fair, repeatable, and written where the README says."""

import json

import numpy as np
import pandas as pd
import pytest
import skops.io

from deployed_api import data, features, models, predict, train
from deployed_api.analysis import compare
from deployed_api.params import Params


@pytest.fixture(scope="module")
def rows():
    """Return the training loans, the only ones a comparison may look at."""
    return data.split(data.load(), 42).train


@pytest.fixture(scope="module")
def board(rows):
    """Compare three quick models on one deal of the folds."""
    chosen = Params(model="logistic_regression")
    ways = compare.contest(chosen, ["majority", "records_rule", "logistic_regression"])
    return compare.leaderboard(ways, rows, seed=42, repeats=1)


@pytest.mark.parametrize("name", models.available())
def test_every_model_trains_answers_and_is_saved_safely(name, rows, tmp_path):
    few = rows.head(400)
    model = train.fit(train.estimator(Params(model=name)), few)
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    pd.testing.assert_frame_equal(predict.predict(model, few), predict.predict(again, few))


def test_the_best_model_comes_first(board):
    means = [scores["log_loss"].mean() for scores in board.values()]
    assert list(board) == ["logistic_regression", "records_rule", "majority"]
    assert means == sorted(means)


def test_the_first_deal_of_the_folds_is_the_one_train_uses(board, result):
    for score in ("log_loss", "roc_auc"):
        expected = result.metrics[f"cv_{score}_mean"]
        assert board["logistic_regression"][score].mean() == pytest.approx(expected)


def test_a_smaller_loss_leads_and_a_larger_one_is_behind_by_a_number_above_0(board):
    behind = [line.split()[7] for line in compare.table_of(board).splitlines()[2:]]
    first, *others = [scores["log_loss"].mean() for scores in board.values()]
    assert behind == [f"{other - first:.3f}" for other in others]


def test_every_loan_is_judged_once_in_each_deal(rows):
    table, target = features.make(rows), rows[data.TARGET]
    judged = [check for _, check in compare.folds(table, target, 42, repeats=2)]
    assert (np.bincount(np.concatenate(judged)) == 2).all()


def test_compare_writes_a_picture_and_the_numbers(tmp_path, capsys):
    compare.main(["records_rule", "majority", "--repeats", "1", "--reports", str(tmp_path)])
    printed = capsys.readouterr().out
    numbers = json.loads((tmp_path / "leaderboard.json").read_text())
    assert numbers["records_rule"]["log_loss_mean"] < numbers["majority"]["log_loss_mean"]
    assert (tmp_path / "leaderboard.png").stat().st_size > 0
    assert max(map(len, printed.splitlines())) <= 80


def test_a_misspelt_model_is_explained():
    with pytest.raises(SystemExit, match="Did you mean `booster`"):
        compare.main(["boster"])


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"method": "magic"}, "`sigmoid` or `isotonic`"),
        ({"base": "calibrated"}, "cannot stand on itself"),
        ({"base": "boster"}, "Did you mean `booster`"),
        ({"base": "random_forest", "C": 1.0}, "`random_forest` has no option `C`"),
    ],
)
def test_a_curve_on_top_of_nonsense_is_explained(options, hint):
    with pytest.raises(models.ModelError, match=hint):
        models.build("calibrated", **options)
