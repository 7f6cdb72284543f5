"""Put every model through the same folds and print the leaderboard.

Run it with `uv run compare`.
"""

import argparse
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.model_selection import cross_validate
from tqdm import tqdm

from .. import data, features, models, params, train
from ..errors import reported
from ..params import Params
from ..question import SCORES
from . import charts, objective
from .programs import add_places, within, write_reports

Fold = tuple[np.ndarray, np.ndarray]  # positions of the rows to learn from, and to be judged on


def folds(rows: pd.DataFrame, seed: int, repeats: int) -> list[Fold]:
    """Deal the rows into folds several times, the first time as train does."""
    deals = range(seed, seed + repeats)
    return [fold for deal in deals for fold in train.folds(deal).split(rows)]


def lead(first: pd.Series, other: pd.Series) -> tuple[float, float]:
    """Return by how much the error of `other` is larger, and the 95 % margin of that.

    Folds share most of their training rows, so they are no independent witnesses: the variance is
    widened as in Nadeau and Bengio, "Inference for the Generalization Error" (2003).
    """
    gap = other - first
    share = 1 / (train.FOLDS - 1)  # test rows for each training row
    return float(gap.mean()), 2 * float(np.sqrt(gap.var() * (1 / len(gap) + share)))


def table_of(board: dict[str, pd.DataFrame]) -> str:
    """Return the leaderboard as text, at most 80 characters wide: means, and std of the first."""
    best = next(iter(board.values()))[objective.FIRST]
    heads = "".join(f"{score:>{16 if score == objective.FIRST else 9}}" for score in SCORES)
    lines = [f"{'':<20}{heads}{'behind the first':>19}"]
    for name, scores in board.items():
        line = f"{name:<20}"
        for score, values in scores.items():
            line += f"{values.mean():>9.3f}"
            line += f" +-{values.std(ddof=0):.2f}" if score == objective.FIRST else ""
        gap, margin = lead(best, scores[objective.FIRST])
        if gap > 0:
            line += f"{gap:>14.4f}" + ("  a tie" if gap < margin else "")
        lines.append(line)
    return "\n".join(lines)


def leaderboard(
    ways: dict[str, BaseEstimator], rows: pd.DataFrame, seed: int, repeats: int
) -> dict[str, pd.DataFrame]:
    """Return the errors of each untrained model, one row a fold, the best mean first."""
    table, target, board = features.make(rows), rows[data.TARGET], {}
    judge = {"cv": folds(rows, seed, repeats), "scoring": SCORES, "error_score": "raise"}
    for name, model in tqdm(ways.items(), unit="model", disable=None):
        try:
            runs = cross_validate(model, table, target, **judge)
        except ValueError as problem:
            reason = str(problem).splitlines()[0]
            raise models.ModelError(f"`{name}` does not train. {reason}") from None
        board[name] = pd.DataFrame({score: -runs[f"test_{score}"] for score in SCORES})
    return dict(sorted(board.items(), key=lambda entry: entry[1][objective.FIRST].mean()))


def findings(board: dict[str, pd.DataFrame], about: str) -> dict[str, Any]:
    """Return the leaderboard as a picture and as numbers, by file name."""
    means = {model: scores.mean().add_suffix("_mean") for model, scores in board.items()}
    stds = {model: scores.std(ddof=0).add_suffix("_std") for model, scores in board.items()}
    summary = pd.concat([pd.DataFrame(means), pd.DataFrame(stds)]).round(4)
    deciding = {model: scores[objective.FIRST] for model, scores in board.items()}
    figure = charts.leaderboard(deciding, objective.FIRST.upper(), f"{about}; less is better")
    return {"leaderboard.png": figure, "leaderboard.json": summary.to_dict()}


def contest(chosen: Params, names: Sequence[str]) -> dict[str, BaseEstimator]:
    """Return each model, untrained; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {n: train.estimator(Params(chosen.seed, n, options.get(n, {}))) for n in names}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    flags = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("models", nargs="*", help="default: all in the folder models/")
    add("--repeats", type=within(1, 20, int), default=3, help="deals of the folds; default: 3")
    add_places(flags)
    chosen = flags.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        ways = contest(settings, chosen.models or models.available())
        rows = data.split(data.load(), settings.seed).train
        about = f"{chosen.repeats} x {train.FOLDS}-fold cross-validation on {len(rows)} rows"
        board = leaderboard(ways, rows, settings.seed, chosen.repeats)
        print(about, table_of(board), sep="\n")
        write_reports(chosen.reports, findings(board, about))


if __name__ == "__main__":
    main()
