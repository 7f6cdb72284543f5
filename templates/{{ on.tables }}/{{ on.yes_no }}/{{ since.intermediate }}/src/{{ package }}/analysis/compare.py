"""Put every model through the same folds and print the leaderboard.

Run it with `uv run compare`. With `--nested` it also tunes the model of params.yaml anew inside
every fold: the honest score of "tune, then train".
"""

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np
import optuna
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import cross_validate
from tqdm import tqdm

from .. import data, features, models, params, question, train
from ..errors import reported
from ..params import Params
from . import charts, objective, scoring, tune
from .programs import add_places, within, write_reports

SCORES = [objective.key(scorer) for scorer in scoring.SCORES]  # the first one decides the order

Fold = tuple[np.ndarray, np.ndarray]  # positions of the rows to learn from, and to be judged on


class Tuned(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A model that looks for its best options on the rows it is trained on, and nowhere else."""

    def __init__(self, model: str, seed: int, trials: int) -> None:
        """Take what to tune, and how long."""
        self.model, self.seed, self.trials = model, seed, trials

    def fit(self, table: pd.DataFrame, target: pd.Series) -> "Tuned":
        """Tune, then train."""
        study = optuna.create_study(direction=objective.DIRECTION)
        task = objective.Task(self.model, self.seed, table, target)
        tune.search(study, task, self.trials)
        self.best_ = objective.fitted(task.params(tune.best(study)), table, target)
        self.classes_ = self.best_.classes_
        return self

    def predict(self, table: pd.DataFrame) -> np.ndarray:
        """Return an answer for each row, shape (rows,)."""
        return np.asarray(self.best_.predict(table))

    def predict_proba(self, table: pd.DataFrame) -> np.ndarray:
        """Return the probability of each class for each row, shape (rows, classes)."""
        return np.asarray(self.best_.predict_proba(table))


def folds(table: pd.DataFrame, target: pd.Series, seed: int, repeats: int) -> list[Fold]:
    """Deal the rows into folds several times, the first time as train does."""
    rounds = range(seed, seed + repeats)
    return [fold for deal in rounds for fold in train.folds(deal).split(table, target)]


def lead(first: pd.Series, other: pd.Series) -> tuple[float, float]:
    """Return by how much `other` trails `first` on the same folds, and the 95 % margin of that.

    Folds share most of their training rows, so they are no independent witnesses: the variance is
    widened as in Nadeau and Bengio, "Inference for the Generalization Error" (2003).
    """
    gap = first - other
    share = 1 / (train.FOLDS - 1)  # test rows for each training row
    return float(gap.mean()), 2 * float(np.sqrt(gap.var() * (1 / len(gap) + share)))


def table_of(board: dict[str, pd.DataFrame]) -> str:
    """Return the leaderboard as text, at most 80 characters wide."""
    first = next(iter(board.values()))[SCORES[0]]
    heads = "".join(f"{objective.words(scorer):^18}" for scorer in scoring.SCORES)
    lines = [f"{'':<27}{heads}{'behind the first':>16}"]
    for place, (name, scores) in enumerate(board.items()):
        line = f"{name:<27}"
        for key in SCORES:
            line += f"{scores[key].mean():>7.3f} +- {scores[key].std(ddof=0):.3f}"
        pair = first, scores[SCORES[0]]
        gap, margin = lead(*(reversed(pair) if objective.LOSS else pair))
        if place:
            line += f"{gap:>10.3f}" + ("  a tie" if gap < margin else "")
        lines.append(line)
    return "\n".join(lines)


def leaderboard(
    ways: dict[str, BaseEstimator], rows: pd.DataFrame, seed: int, repeats: int
) -> dict[str, pd.DataFrame]:
    """Return the scores of each untrained model, one row a fold, the best mean first."""
    table, target = features.make(rows), rows[data.TARGET]
    deals, board = folds(table, target, seed, repeats), {}
    for name, model in tqdm(ways.items(), unit="model", disable=None):
        judge = {"cv": deals, "scoring": scoring.SCORES, "error_score": "raise"}
        try:
            runs = cross_validate(model, table, target, **judge)
        except ValueError as problem:
            reason = str(problem).splitlines()[0]
            raise models.ModelError(f"`{name}` does not train. {reason}") from None
        # scikit-learn puts a minus before errors
        columns = {objective.key(scorer): abs(runs[f"test_{scorer}"]) for scorer in scoring.SCORES}
        board[name] = pd.DataFrame(columns)
    sign = 1 if objective.LOSS else -1
    return dict(sorted(board.items(), key=lambda entry: sign * entry[1][SCORES[0]].mean()))


def findings(board: dict[str, pd.DataFrame], about: str, name: str) -> dict[str, Any]:
    """Return the leaderboard as a picture and as numbers, by file name."""
    means = {model: scores.mean().add_suffix("_mean") for model, scores in board.items()}
    stds = {model: scores.std(ddof=0).add_suffix("_std") for model, scores in board.items()}
    summary = pd.concat([pd.DataFrame(means), pd.DataFrame(stds)]).round(4)
    deciding = {model: scores[SCORES[0]] for model, scores in board.items()}
    about += "; less is better" if objective.LOSS else ""
    figure = charts.leaderboard(deciding, objective.words(scoring.SCORES[0]), about)
    return {f"{name}.png": figure, f"{name}.json": summary.to_dict()}


def contest(chosen: Params, names: Sequence[str]) -> dict[str, BaseEstimator]:
    """Return each model, untrained; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {n: train.estimator(Params(chosen.seed, n, options.get(n, {}))) for n in names}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    flags = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("models", nargs="*", help="default: all in the folder models/")
    add("--repeats", type=within(1, 20, int), default=5, help="deals of the folds; default: 5")
    add("--nested", action="store_true", help="tune inside every fold (minutes)")
    add("--trials", type=within(1, 1000, int), default=10, help="in each fold of --nested")
    add_places(flags)
    chosen = flags.parse_args(argv)
    with reported():
        _run(params.load(chosen.params), chosen)


def _run(settings: Params, chosen: argparse.Namespace) -> None:
    everyone, seed = data.load(), settings.seed
    if chosen.nested:
        # Every outer fold is an exam of its own here, so no test set has to be kept aside.
        tune.space_of(settings.model)
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        names = list(dict.fromkeys([*question.BASELINES, settings.model, *chosen.models]))
        ways = contest(Params(seed, settings.model), names)
        ways[f"{settings.model}, tuned"] = Tuned(settings.model, seed, chosen.trials)
        rows, name = everyone, "nested"
    else:
        ways = contest(settings, chosen.models or models.available())
        rows, name = data.split(everyone, seed).train, "leaderboard"
    about = f"{chosen.repeats} x {train.FOLDS}-fold cross-validation on {len(rows)} rows"
    board = leaderboard(ways, rows, seed, chosen.repeats)
    print(about, table_of(board), sep="\n")
    write_reports(chosen.reports, findings(board, about, name))


if __name__ == "__main__":
    main()
