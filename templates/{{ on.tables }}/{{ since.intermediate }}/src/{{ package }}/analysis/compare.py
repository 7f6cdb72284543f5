"""Put every model through the same folds and print the leaderboard.

Run it with `uv run compare`. With `--nested` it also tunes the model of params.yaml anew inside
every fold: the honest score of "tune, then train".
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import optuna
import pandas as pd
from sklearn.base import BaseEstimator
from tqdm import tqdm

from .. import data, features, models, params, question, train
from ..errors import reported
from ..params import Params
from . import charts, objective, scoring, tune

SCORES = [objective.key(scorer) for scorer in scoring.SCORES]  # the first one decides the order
REPORTS = data.ROOT / "reports"

Fold = tuple[np.ndarray, np.ndarray]  # positions of the rows to learn from, and to be judged on
Fit = Callable[[pd.DataFrame, pd.Series], BaseEstimator]


def folds(table: pd.DataFrame, target: pd.Series, seed: int, repeats: int) -> list[Fold]:
    """Deal the rows into folds several times, the first time as train does."""
    rounds = range(seed, seed + repeats)
    return [fold for deal in rounds for fold in train.folds(deal).split(table, target)]


def judge(fit: Fit, table: pd.DataFrame, target: pd.Series, fold: Fold) -> dict[str, float]:
    """Train on one part of a fold and return its scores on the other part."""
    learn, check = fold
    model = fit(table.iloc[learn], target.iloc[learn])
    unseen, truth = table.iloc[check], target.iloc[check]
    return {
        objective.key(scorer): objective.measure(scorer, model, unseen, truth)
        for scorer in scoring.SCORES
    }


def fixed(chosen: Params) -> Fit:
    """Return a way to train: build the model as `chosen` says, and fit it."""
    train.estimator(chosen)  # a mistake in the options comes out now, not after minutes
    return lambda table, target: objective.fitted(chosen, table, target)


def tuned(model: str, seed: int, trials: int) -> Fit:
    """Return a way to train: look for the best options on the training part alone, then fit."""

    def fit(table: pd.DataFrame, target: pd.Series) -> BaseEstimator:
        study = optuna.create_study(direction=objective.DIRECTION)
        task = objective.Task(model, seed, table, target)
        tune.search(study, task, trials)
        return objective.fitted(task.params(tune.best(study)), table, target)

    return fit


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
    ways: dict[str, Fit], rows: pd.DataFrame, seed: int, repeats: int
) -> dict[str, pd.DataFrame]:
    """Return the scores of each way to train, one row a fold, the best mean first."""
    table, target = features.make(rows), rows[data.TARGET]
    deals = folds(table, target, seed, repeats)
    board = {}
    with tqdm(total=len(ways) * len(deals), unit="fold", disable=None) as bar:
        for name, fit in ways.items():
            bar.set_description(name)
            scores = []
            for fold in deals:
                scores.append(judge(fit, table, target, fold))
                bar.update()
            board[name] = pd.DataFrame(scores)
    sign = 1 if objective.LOSS else -1
    return dict(sorted(board.items(), key=lambda entry: sign * entry[1][SCORES[0]].mean()))


def save(board: dict[str, pd.DataFrame], about: str, name: str, reports: Path) -> list[Path]:
    """Write the leaderboard as a picture and as JSON; return the files written."""
    reports.mkdir(parents=True, exist_ok=True)
    summary = {
        model: {
            f"{key}_{word}": round(float(value), 4)
            for key in SCORES
            for word, value in (("mean", scores[key].mean()), ("std", scores[key].std(ddof=0)))
        }
        for model, scores in board.items()
    }
    numbers, picture = reports / f"{name}.json", reports / f"{name}.png"
    numbers.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    deciding = {model: scores[SCORES[0]] for model, scores in board.items()}
    about += "; less is better" if objective.LOSS else ""
    figure = charts.leaderboard(deciding, objective.words(scoring.SCORES[0]), about)
    figure.savefig(picture, metadata={"Software": None})
    return [picture, numbers]


def contest(chosen: Params, names: Sequence[str]) -> dict[str, Fit]:
    """Return a way to train for each model; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {name: fixed(Params(chosen.seed, name, options.get(name, {}))) for name in names}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    flags = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    flags.add_argument("models", nargs="*", help="default: all in the folder models/")
    flags.add_argument(
        "--repeats",
        type=int,
        choices=range(1, 21),
        metavar="1-20",
        default=5,
        help="how often to deal the folds anew; default: 5",
    )
    flags.add_argument("--nested", action="store_true", help="tune inside every fold (minutes)")
    flags.add_argument(
        "--trials",
        type=int,
        choices=range(1, 1001),
        metavar="1-1000",
        default=10,
        help="trials in each fold of --nested; default: 10",
    )
    flags.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
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
        ways[f"{settings.model}, tuned"] = tuned(settings.model, seed, chosen.trials)
        rows, name = everyone, "nested"
    else:
        ways = contest(settings, chosen.models or models.available())
        rows, name = data.split(everyone, seed).train, "leaderboard"
    about = f"{chosen.repeats} x {train.FOLDS}-fold cross-validation on {len(rows)} rows"
    board = leaderboard(ways, rows, seed, chosen.repeats)
    print(about, table_of(board), "", "Wrote:", sep="\n")
    for path in save(board, about, name, chosen.reports):
        print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
