"""Compare two models as a live test would, and say how many people that test needs.

Run it with `uv run abtest`: the model of params.yaml against another one. Nobody is asked here;
the hidden films of rounds back in time stand for what people would have chosen.
"""

import argparse
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from .. import data, evaluate, models, params, train
from ..analysis import compare, exams
from ..analysis.programs import add_places, within, write_reports
from ..data import MovieLens
from ..errors import reported
from ..params import Params
from . import panels, peeking

OTHER = "ease"
ERROR, POWER = 0.05, 0.8  # of a false alarm; of seeing a difference that is there

Floats = NDArray[np.float64]


class Paired(NamedTuple):
    """A score of two models for the same people."""

    first: float
    second: float
    gain: float  # of the second
    low: float  # between these two lie 95 % of the bootstrap's crowds
    high: float


class Sizes(NamedTuple):
    """How many people a test needs to see the difference that was measured."""

    groups: float  # of each of two groups that get one list each
    interleaved: float  # that get one list of both models' films
    paired: float  # that are asked twice, which only an offline test can


def sheets(chosen: Params, lens: MovieLens, rounds: int) -> pd.DataFrame:
    """Return one row an exam of a model: user, round, film, ndcg, hit_rate, tops (its ten)."""
    parts = []
    for back in range(1, rounds + 1):
        split = data.split(lens.ratings, chosen.seed, back)
        sheet = exams.take(exams.fitted(chosen, split, lens), split, lens)
        kept = sheet.rows[["user", "film", "ndcg", "hit_rate"]]
        parts.append(kept.assign(round=back, tops=list(sheet.tops)))
    return pd.concat(parts, ignore_index=True)


def paired(first: pd.DataFrame, second: pd.DataFrame, key: str, seed: int) -> Paired:
    """Compare a score of two models user by user, with the interval of the paired bootstrap."""
    one, two = (each.groupby("user")[key].mean() for each in (first, second))
    low, high = compare.interval(two - one, seed)
    return Paired(
        float(one.mean()), float(two.mean()), float((two - one).mean()), float(low), float(high)
    )


def interleave(
    first: Sequence[int], second: Sequence[int], chance: np.random.Generator
) -> tuple[list[int], list[int]]:
    """Return a list of both models' films, and for each the model that put it there, 0 or 1.

    Team-draft: as when two captains choose players, a coin decides who goes first in each pair of
    turns. Radlinski, Kurup and Joachims, "How Does Clickthrough Data Reflect Retrieval Quality?"
    (2008).
    """
    lists = list(first), list(second)
    films: list[int] = []
    teams: list[int] = []
    while len(films) < len(first):
        for team in chance.permutation(2):
            pick = next((film for film in lists[team] if film not in films), None)
            if pick is not None and len(films) < len(first):
                films.append(pick)
                teams.append(int(team))
    return films, teams


def credits(first: pd.DataFrame, second: pd.DataFrame, seed: int) -> Floats:
    """Interleave both models' lists for each exam: 1 if the film is the second's, -1, or 0."""
    chance = np.random.default_rng(seed)
    found = np.zeros(len(first))
    both = zip(first["tops"], second["tops"], first["film"], strict=True)
    for row, (one, two, film) in enumerate(both):
        films, teams = interleave(one.tolist(), two.tolist(), chance)
        if film in films:
            found[row] = 1 if teams[films.index(film)] else -1
    return found


def sizes(first: pd.DataFrame, second: pd.DataFrame, credit: Floats) -> Sizes:
    """Return how many people each kind of test needs, one visit each.

    n = (z(1 - error / 2) + z(power)) ^ 2 * variance / difference ^ 2: the textbook's formula for
    means of many. For two groups the variances add up, and each group has to have so many.
    """
    one, two = first["hit_rate"].to_numpy(), second["hit_rate"].to_numpy()
    scale = (stats.norm.ppf(1 - ERROR / 2) + stats.norm.ppf(POWER)) ** 2

    def people(variance: float, gain: float) -> float:
        return float(scale * variance / gain**2) if gain else float("inf")

    return Sizes(
        people(one.var() + two.var(), two.mean() - one.mean()),
        people(credit.var(), credit.mean()),
        people((two - one).var(), two.mean() - one.mean()),
    )


def describe(names: tuple[str, str], scores: Mapping[str, Paired]) -> str:
    """Return both models' scores side by side."""
    lines = [f"{'':<12}{names[0]:>14}{names[1]:>14}{'difference (95 %)':>34}"]
    for title, each in scores.items():
        gain = f"{each.gain:+.4f} ({each.low:+.4f} to {each.high:+.4f})"
        lines.append(f"{title:<12}{each.first:>14.4f}{each.second:>14.4f}{gain:>34}")
    return "\n".join(lines)


def draft(names: tuple[str, str], credit: Floats) -> str:
    """Return how often each model's film was the one in an interleaved list."""
    wins = int((credit < 0).sum()), int((credit > 0).sum())
    chance = stats.binomtest(wins[1], sum(wins)).pvalue if sum(wins) else 1.0
    return (
        f"Interleaved lists: the film came from {names[0]} {wins[0]} times, from {names[1]}"
        f" {wins[1]}\ntimes (p = {chance:.3f} if both were equal)"
    )


def wanted(found: Sizes) -> str:
    """Return the sizes as text."""
    rows = {
        "two groups, each with one model's list": f"2 x {_people(found.groups)}",
        "one group, with interleaved lists": _people(found.interleaved),
        "everybody asked twice (offline only)": _people(found.paired),
    }
    head = f"People needed to see this difference in HR@10 ({POWER:.0%} power, {ERROR:.0%} error)"
    return "\n".join([head, *(f"  {way:<44}{count:>14}" for way, count in rows.items())])


def _people(count: float) -> str:
    return f"{count:,.0f}" if count < 1e7 else "too many"


def main(argv: Sequence[str] | None = None) -> None:
    """Compare, print, and write a picture and the numbers."""
    parser = argparse.ArgumentParser("abtest", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("other", nargs="?", default=OTHER, help=f"the model to compare with; default: {OTHER}")
    add("--rounds", type=within(1, 8, int), default=train.ROUNDS, help="back in time; default: 5")
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        if chosen.other == settings.model:
            raise models.ModelError(f"`{chosen.other}` is the model of params.yaml; name another.")
        _run(settings, Params(settings.seed, chosen.other), chosen)


def _run(settings: Params, other: Params, chosen: argparse.Namespace) -> None:
    train.estimator(other)  # a misspelt name is told before anything is loaded
    lens, seed, names = data.load(), settings.seed, (settings.model, other.model)
    first, second = (sheets(each, lens, chosen.rounds) for each in (settings, other))
    keys = {"ndcg": f"NDCG@{evaluate.TOP}", "hit_rate": f"HR@{evaluate.TOP}"}
    scores = {title: paired(first, second, key, seed) for key, title in keys.items()}
    credit = credits(first, second, seed)
    found = sizes(first, second, credit)
    alarms = peeking.alarms(float(first["hit_rate"].mean()), seed)
    print(f"{lens.shape[0]} users, {chosen.rounds} rounds back in time, nobody asked for real")
    parts = describe(names, scores), draft(names, credit), wanted(found), peeking.table(alarms)
    print(*parts, sep="\n\n")
    facts = {title: each._asdict() for title, each in scores.items()}
    facts |= {"people": found._asdict(), "false alarms": alarms._asdict()}
    picture = panels.verdict(names, scores, alarms)
    write_reports(chosen.reports, {"abtest.png": picture, "abtest.json": facts})


if __name__ == "__main__":
    main()
