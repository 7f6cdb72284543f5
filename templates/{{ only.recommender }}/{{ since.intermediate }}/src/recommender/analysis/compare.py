"""Put every model through the same rounds back in time and print the leaderboard.

Run it with `uv run compare`. With `--nested` it also tunes the model of params.yaml anew before
every round, on older rounds only: the honest score of "tune, then train".
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import optuna
import pandas as pd
from tqdm import tqdm

from .. import data, models, params, ranking, train
from ..data import MovieLens
from ..errors import reported
from ..models._base import Recommender
from ..params import Params
from . import charts, exams, objective, tune
from .exams import SCORES

REPORTS = data.ROOT / "reports"
RESAMPLES = 2000
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
            shown = [ranking.coverage(sheet.tops, len(lens.films)) for sheet in sheets]
            board[name] = Scores(rows.groupby("user")[SCORES].mean(), float(np.mean(shown)))
    return dict(sorted(board.items(), key=lambda entry: -entry[1].by_user[SCORES[0]].mean()))


def resampled(values: pd.Series, seed: int) -> np.ndarray:
    """Return the mean over users for 2,000 other crowds of the same size: (RESAMPLES,).

    Each crowd is drawn from these users with replacement (Efron's bootstrap, 1979). Users are
    drawn and not single exams, since the exams of one user have much in common. The same seed
    draws the same crowds, so two models can be compared crowd by crowd.
    """
    users = len(values)
    crowds = np.random.default_rng(seed).multinomial(users, np.full(users, 1 / users), RESAMPLES)
    means: np.ndarray = crowds @ values.to_numpy() / users
    return means


def interval(values: pd.Series, seed: int) -> tuple[float, float]:
    """Return the bounds between which 95 % of the crowds lie."""
    low, high = np.percentile(resampled(values, seed), [2.5, 97.5])
    return float(low), float(high)


def lead(first: pd.Series, other: pd.Series, seed: int) -> tuple[float, bool]:
    """Return by how much `other` trails `first`, and whether it is a tie.

    A tie: among crowds of other users it is the other way round, or equal, too often to tell.
    """
    gap = first - other.reindex(first.index)
    return float(gap.mean()), interval(gap, seed)[0] <= 0


def table_of(board: dict[str, Scores], seed: int) -> str:
    """Return the leaderboard as text, at most 80 characters wide."""
    lines = [
        f"{'':<16}{'NDCG@10':^15}{'HR@10':^15}{'MRR@10':>7}{'cover':>7}{'bits':>6}{'behind':>8}"
    ]
    first = next(iter(board.values())).by_user
    for place, (name, scores) in enumerate(board.items()):
        line = f"{name:<16}"
        for key in ("ndcg", "hit_rate"):
            low, high = interval(scores.by_user[key], seed)
            line += f"{scores.by_user[key].mean():>6.3f} +- {(high - low) / 2:.3f}"
        mrr, bits = scores.by_user["mrr"].mean(), scores.by_user["novelty"].mean()
        line += f"{mrr:>7.3f}{scores.coverage:>7.2f}{bits:>6.1f}"
        if place:
            gap, tie = lead(first[SCORES[0]], scores.by_user[SCORES[0]], seed)
            line += f"{gap:>8.3f}" + (" tie" if tie else "")
        lines.append(line)
    return "\n".join(lines)


def save(board: dict[str, Scores], seed: int, about: str, name: str, reports: Path) -> list[Path]:
    """Write the leaderboard as a picture and as JSON; return the files written."""
    reports.mkdir(parents=True, exist_ok=True)
    summary = {}
    for model, scores in board.items():
        summary[model] = {"coverage": round(scores.coverage, 4)}
        for key in SCORES:
            low, high = interval(scores.by_user[key], seed)
            numbers = {"mean": scores.by_user[key].mean(), "low": low, "high": high}
            summary[model] |= {f"{key}_{word}": round(v, 4) for word, v in numbers.items()}
    numbers_file, picture = reports / f"{name}.json", reports / f"{name}.png"
    numbers_file.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    charts.leaderboard(summary, about).savefig(picture, metadata={"Software": None})
    return [picture, numbers_file]


def contest(chosen: Params, names: Sequence[str]) -> dict[str, Fit]:
    """Return a way to train for each model; the one of params.yaml with its options from there."""
    options = {chosen.model: chosen.options}
    return {name: fixed(Params(chosen.seed, name, options.get(name, {}))) for name in names}


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("compare", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("models", nargs="*", help="default: all in the folder models/")
    add(
        "--rounds",
        type=int,
        choices=range(1, 9),
        metavar="1-8",
        default=train.ROUNDS,
        help=f"how far to turn back time; default: {train.ROUNDS}",
    )
    add("--nested", action="store_true", help="tune before every round (minutes)")
    add(
        "--trials",
        type=int,
        choices=range(1, 1001),
        metavar="1-1000",
        default=10,
        help="trials before each round of --nested; default: 10",
    )
    add("--params", type=Path, default=params.PATH, help="another settings file")
    add("--reports", type=Path, default=REPORTS, help="where the results go")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the models that the flags name, or all there are."""
    chosen = parser().parse_args(argv)
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
    board = leaderboard(ways, lens, seed, rounds)
    users, films = lens.shape
    about = f"{rounds} rounds back in time, {users} users, {films:,} films; +- is a 95 % margin"
    print(about, table_of(board, seed), "", "Wrote:", sep="\n")
    for path in save(board, seed, about, name, chosen.reports):
        print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
