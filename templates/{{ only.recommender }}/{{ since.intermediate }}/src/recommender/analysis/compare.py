"""Put every model through the same rounds back in time and print the leaderboard.

Run it with `uv run compare`. With `--nested` it also tunes the model of params.yaml anew before
every round, on older rounds only: the honest score of "tune, then train".
"""

import argparse
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import optuna
import pandas as pd
from scipy.stats import bootstrap
from tqdm import tqdm

from .. import data, models, params, train
from ..data import MovieLens
from ..errors import reported
from ..models._base import Recommender
from ..params import Params
from . import charts, exams, objective, tune
from .exams import SCORES
from .programs import add_places, within, write_reports

NESTED = 3  # rounds of --nested; the older ones are for tuning

Fit = Callable[[MovieLens, int], Recommender]  # learns from all that came before round `back`


class Scores(NamedTuple):
    """What a model reached."""

    by_user: pd.DataFrame  # index user, columns SCORES: means over the rounds
    coverage: float  # share of the films recommended to anybody, mean over the rounds


def fixed(chosen: Params) -> Fit:
    """Return a way to train: build the model as `chosen` says, and fit it."""
    train.estimator(chosen)  # a mistake in the options comes out now, not after minutes
    return lambda lens, back: exams.fitted(
        chosen, data.split(lens.ratings, chosen.seed, back), lens
    )


def tuned(model: str, seed: int, trials: int) -> Fit:
    """Return a way to train: look for the best options on two older rounds, then fit."""

    def fit(lens: MovieLens, back: int) -> Recommender:
        study = optuna.create_study(direction="maximize")
        task = objective.Task(model, seed, lens, (back + 1, back + 2))
        tune.search(study, task, trials)
        return fixed(task.params(tune.best(study)))(lens, back)

    return fit


def judge(fit: Fit, lens: MovieLens, seed: int, back: int) -> exams.Sheet:
    """Train on all that came before a round and return the answers to it."""
    return exams.take(fit(lens, back), data.split(lens.ratings, seed, back), lens)


def leaderboard(ways: dict[str, Fit], lens: MovieLens, seed: int, rounds: int) -> dict[str, Scores]:
    """Return the scores of each way to train over the same rounds, the best mean first."""
    board = {}
    with tqdm(total=len(ways) * rounds, unit="round", disable=None) as bar:
        for name, fit in ways.items():
            bar.set_description(name)
            sheets = []
            for back in range(1, rounds + 1):
                sheets.append(judge(fit, lens, seed, back))
                bar.update()
            rows = pd.concat([sheet.rows for sheet in sheets])
            shown = [len(np.unique(sheet.tops)) / len(lens.films) for sheet in sheets]
            board[name] = Scores(rows.groupby("user")[SCORES].mean(), float(np.mean(shown)))
    return dict(sorted(board.items(), key=lambda entry: -entry[1].by_user[SCORES[0]].mean()))


def resampled(values: pd.Series, seed: int) -> Any:
    """Resample the mean over users 2,000 times (Efron's bootstrap, 1979).

    Users are drawn and not single exams, since the exams of one user have much in common. Two
    models are compared by what each user gains: on the same draws, that is.
    """
    return bootstrap((values,), np.mean, n_resamples=2000, method="percentile", rng=seed)


def interval(values: pd.Series, seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean over users."""
    low, high = resampled(values, seed).confidence_interval
    return float(low), float(high)


def lead(first: pd.Series, other: pd.Series, seed: int) -> tuple[float, bool]:
    """Return by how much `other` trails `first`, and whether it is a tie.

    A tie: among crowds of other users it is the other way round, or equal, too often to tell.
    """
    gap = first - other.reindex(first.index)
    return float(gap.mean()), interval(gap, seed)[0] <= 0


def summary(board: dict[str, Scores], seed: int) -> pd.DataFrame:
    """Return a row for each model: `coverage`, `behind` and `tie` of `lead`, and the scores.

    A score has KEY_mean, KEY_low and KEY_high.
    """
    rows: dict[str, dict[str, Any]] = {}
    first = next(iter(board.values())).by_user[SCORES[0]]
    for model, found in board.items():
        behind, tie = lead(first, found.by_user[SCORES[0]], seed)
        rows[model] = {"coverage": found.coverage, "behind": behind, "tie": tie}
        for key in SCORES:
            low, high = interval(found.by_user[key], seed)
            rows[model] |= {f"{key}_mean": found.by_user[key].mean()}
            rows[model] |= {f"{key}_low": low, f"{key}_high": high}
    return pd.DataFrame.from_dict(rows, orient="index").round(4)


def table_of(summary: pd.DataFrame) -> str:
    """Return the leaderboard as text, at most 80 characters wide."""
    shown = pd.DataFrame(index=summary.index)
    for key, head in (("ndcg", "NDCG@10"), ("hit_rate", "HR@10")):
        margin = (summary[f"{key}_high"] - summary[f"{key}_low"]) / 2
        shown[head] = summary[f"{key}_mean"].map("{:.3f}".format) + margin.map("+-{:.3f}".format)
    shown["MRR@10"], shown["cover"] = summary["mrr_mean"], summary["coverage"]
    shown["bits"], shown["behind"] = summary["novelty_mean"].map("{:.1f}".format), summary["behind"]
    shown[""] = np.where(summary["tie"], "tie", "")
    shown.iloc[0, -2:] = [np.nan, ""]
    text = shown.to_string(float_format="{:.3f}".format, na_rep="")
    return "\n".join(line.rstrip() for line in text.splitlines())


def contest(chosen: Params, names: Sequence[str]) -> dict[str, Fit]:
    """Return a way to train for each model; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {name: fixed(Params(chosen.seed, name, options.get(name, {}))) for name in names}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    parser = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("models", nargs="*", help="default: all in the folder models/")
    add("--rounds", type=within(1, 8, int), default=train.ROUNDS, help="back in time; default: 5")
    add("--nested", action="store_true", help="tune before every round (minutes)")
    add("--trials", type=within(1, 1000, int), default=10, help="before each round of --nested")
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        _run(params.load(chosen.params), chosen)


def _run(settings: Params, chosen: argparse.Namespace) -> None:
    seed, rounds, name = settings.seed, chosen.rounds, "leaderboard"
    if chosen.nested:
        tune.space_of(settings.model)
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        names = list(dict.fromkeys(["popularity", settings.model, *chosen.models]))
        ways = contest(Params(seed, settings.model), names)
        ways[f"{settings.model}, tuned"] = tuned(settings.model, seed, chosen.trials)
        rounds, name = min(rounds, NESTED), "nested"
    else:
        ways = contest(settings, chosen.models or models.available())
    lens = data.load()
    board = summary(leaderboard(ways, lens, seed, rounds), seed)
    users, films = lens.shape
    about = f"{rounds} rounds back in time, {users} users, {films:,} films; +- is a 95 % margin"
    print(about, table_of(board), sep="\n")
    numbers = json.loads(board.to_json(orient="index"))
    contents = {f"{name}.png": charts.leaderboard(board, about), f"{name}.json": numbers}
    write_reports(chosen.reports, contents)


if __name__ == "__main__":
    main()
