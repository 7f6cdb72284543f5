"""Find out how fast a model gets stale: train on the past, examine it on later and later years.

Run it with `uv run retrain`. A served model knows nothing of what came after its training, but each
person's own films up to that minute are on their profile; so it is in this study.
"""

import argparse
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from tqdm import tqdm

from .. import data, evaluate, params, train
from ..analysis import compare
from ..analysis.programs import add_places, write_reports
from ..data import MovieLens
from ..errors import UserError, reported
from ..params import Params
from . import panels

FIRST = 1998  # the oldest model learned from all that came before this year
AGES = range(9)  # years between the end of the training data and the exam
EARLIER = 5  # films that somebody must have rated before they are asked about
MOST = 10  # exams of one person in one year
BASELINE = "popularity"


class RetrainError(UserError):
    """Ratings that do not span enough years."""


class Year(NamedTuple):
    """What was rated in a year, and what was on the profile a moment before."""

    number: int
    exams: pd.DataFrame  # user, film, timestamp
    profiles: csr_array  # (exams, films)


def begin(year: int) -> int:
    """Return the first second of a year, in seconds since 1970 (UTC)."""
    return int(pd.Timestamp(year=year, month=1, day=1, tz="UTC").timestamp())


def year_of(ratings: pd.DataFrame, year: int, films: int, seed: int) -> Year:
    """Draw up to MOST ratings of each user in a year; what they had rated before is the profile."""
    mine = ratings.sort_values(["user", "timestamp"])
    inside = mine[mine["timestamp"].between(begin(year), begin(year + 1) - 1)]
    shuffled = inside.sample(frac=1, random_state=seed)
    histories = {user: own for user, own in mine.groupby("user") if user in set(inside["user"])}
    # Times are in order, so what came before is what stands before the first of that second.
    earlier = [
        int(np.searchsorted(histories[user]["timestamp"], at))
        for user, at in zip(shuffled["user"], shuffled["timestamp"], strict=True)
    ]
    asked = shuffled.assign(earlier=earlier).query("earlier >= @EARLIER")
    exams = asked[asked.groupby("user").cumcount() < MOST]
    own = [
        histories[user]["film"].to_numpy()[:count]
        for user, count in zip(exams["user"], exams["earlier"], strict=True)
    ]
    places = np.concatenate([*own, np.zeros(0, dtype=int)]).astype(int)
    rows = np.repeat(np.arange(len(own)), exams["earlier"])
    profiles = csr_array((np.ones(len(places)), (rows, places)), shape=(len(own), films))
    return Year(year, exams, profiles)


def study(settings: Params, lens: MovieLens, ages: Sequence[int] = AGES) -> pd.DataFrame:
    """Examine a model of each age in each year; return one row an exam.

    Columns: model, year, age, user, ndcg, hit, new (nobody had rated the film before the model
    was trained). Every age answers the same exams, so their scores can be compared.
    """
    last = int(pd.to_datetime(lens.ratings["timestamp"].max(), unit="s").year)
    numbers = range(FIRST + max(ages), last + 1)
    if not numbers:
        raise RetrainError(f"The ratings end in {last}, too early to compare {len(ages)} ages.")
    years = [year_of(lens.ratings, year, lens.shape[1], settings.seed) for year in numbers]
    cuts = range(FIRST, last + 1)
    rows = []
    for cut in tqdm(cuts, desc="training", unit="year", leave=False, disable=None):
        known = lens.ratings[lens.ratings["timestamp"] < begin(cut)]
        due = [year for year in years if year.number - cut in ages and len(year.exams)]
        for name in dict.fromkeys((settings.model, BASELINE)) if due else ():
            options = settings.options if name == settings.model else {}
            matrix = data.matrix(known, lens.shape)
            model = train.estimator(Params(settings.seed, name, options)).fit(matrix)
            rows += [_examined(model, year, cut, matrix).assign(model=name) for year in due]
    return pd.concat(rows, ignore_index=True)


def _examined(model: Any, year: Year, cut: int, known: csr_array) -> pd.DataFrame:
    hidden = year.exams["film"].to_numpy()
    ranks = evaluate.evaluate(model, year.profiles, hidden).ranks
    viewers = np.asarray((known > 0).sum(axis=0))
    return pd.DataFrame(
        {
            "year": year.number,
            "age": year.number - cut,
            "user": year.exams["user"].to_numpy(),
            "ndcg": evaluate.gains(ranks),
            "hit": (ranks < evaluate.TOP).astype(float),
            "new": (viewers[hidden] == 0).astype(float),
        }
    )


def by_age(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return for each age the means, and how far it is behind the freshest with its 95 % interval.

    People are drawn anew (the bootstrap), and not exams: the exams of one person go together.
    """
    found = {}
    for age, own in rows.groupby("age"):
        gap = behind(rows[rows["age"] == rows["age"].min()], own)
        low, high = compare.interval(gap, seed)
        means = own[["ndcg", "hit", "new"]].mean()
        found[age] = means.to_dict() | {"behind": float(gap.mean()), "low": low, "high": high}
    return pd.DataFrame(found).T.rename_axis("age")


def behind(fresh: pd.DataFrame, old: pd.DataFrame) -> "pd.Series[float]":
    """Return the NDCG that each user loses, scaled so that its mean is that over all exams."""
    sums = fresh.groupby("user")["ndcg"].sum() - old.groupby("user")["ndcg"].sum()
    return sums * len(sums) / len(fresh)


def once(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the NDCG in each year: trained at its beginning, or once before the first of them."""
    first = rows["year"].min()
    fresh = rows[rows["age"] == 0].groupby("year")["ndcg"].mean()
    stale = rows[rows["year"] - rows["age"] == first].groupby("year")["ndcg"].mean()
    return pd.DataFrame({"every year": fresh, "once": stale}).dropna()


def table(name: str, ages: pd.DataFrame, other: pd.DataFrame) -> str:
    """Return the findings as text, at most 80 characters wide."""
    head = f"{'years since training':<22}{'NDCG@10':>9}{'HR@10':>8}{'lost (95 %)':>26}"
    lines = [name, f"{head}{'new films':>12}"]
    for age, row in ages.iterrows():
        lost = f"{row['behind']:.3f} ({row['low']:+.3f} to {row['high']:+.3f})" if age else ""
        line = f"  {age:<20}{row['ndcg']:>9.3f}{row['hit']:>8.3f}{lost:>26}"
        lines.append(f"{line}{row['new']:>11.0%}")
    ends = other["ndcg"].iloc[[0, -1]]
    lines.append(f"{BASELINE}: {ends.iloc[0]:.3f} when fresh, {ends.iloc[1]:.3f} at the end")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the study, print it, and write a picture and the numbers."""
    parser = argparse.ArgumentParser("retrain", description=__doc__.splitlines()[0])
    add_places(parser)
    chosen = parser.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        rows = study(settings, data.load())
        ages = {name: by_age(own, settings.seed) for name, own in rows.groupby("model")}
        ours = rows[rows["model"] == settings.model]
        people, exams = ours["user"].nunique(), len(ours[ours["age"] == 0])
        print(f"{exams:,} exams of {people} people, {ours['year'].min()} to {ours['year'].max()}")
        print(table(settings.model, ages[settings.model], ages[BASELINE]))
        policies = once(ours)
        facts = {model: own.round(4).to_dict(orient="index") for model, own in ages.items()}
        facts |= {"policies": policies.round(4).to_dict(orient="index")}
        picture = panels.stale(settings.model, ages, policies)
        write_reports(chosen.reports, {"retrain.png": picture, "retrain.json": facts})


if __name__ == "__main__":
    main()
