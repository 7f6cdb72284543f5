"""The groups that `uv run explain` looks at one by one."""

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

OWN = {"up to 30 films": 30, "31 to 60": 60, "61 to 150": 150, "more than 150": 10**9}
VIEWERS = {
    "up to 5 people": 5,
    "6 to 20": 20,
    "21 to 60": 60,
    "61 to 150": 150,
    "more than 150": 10**9,
}
BANDS = {
    "the head: half of all ratings": 0.5,
    "the middle: the next 30 %": 0.8,
    "the tail: 20 %": 1,
}


def cut(values: pd.Series, bounds: dict[str, int]) -> "pd.Series[str]":
    """Return for each number the name of the first bound it does not exceed."""
    edges = [-1, *bounds.values()]
    named: pd.Series[str] = pd.cut(values, edges, labels=list(bounds)).astype(str)
    return named


def cold(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how well exams went by what was known: index (kind, group), columns as in `_scored`.

    `rows` are those of exams.Sheet. Little is known of a newcomer, and of a film nobody watched.
    """
    kinds = {
        "films the user had rated": ("own", OWN),
        "people who had watched": ("viewers", VIEWERS),
    }
    parts = {}
    for kind, (column, bounds) in kinds.items():
        found = dict(list(rows.groupby(cut(rows[column], bounds))))
        parts[kind] = _scored({name: found[name] for name in bounds if name in found})
    return pd.concat(parts, names=["kind", "group"])


def _scored(groups: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return for each group of exams `exams`, `hit_rate` and the `error` of that (see `error`)."""
    scores = {
        name: {"exams": len(rows), "hit_rate": rows["hit_rate"].mean(), "error": error(rows)}
        for name, rows in groups.items()
    }
    return pd.DataFrame.from_dict(scores, orient="index", columns=["exams", "hit_rate", "error"])


def error(rows: pd.DataFrame) -> float:
    """Return the standard error of a hit rate, by drawing users anew (Efron's bootstrap, 1979).

    Users and not exams: the five exams of one user have much in common.
    """
    each = rows.groupby("user")["hit_rate"].agg(["sum", "size"])
    if len(each) < 2:
        return float("nan")  # one user tells nothing about others
    if not each["sum"].any():
        return float(1 / each["size"].sum())  # as if there had been one: no hit is no certainty

    def rate(hits: np.ndarray, exams: np.ndarray, axis: int) -> np.ndarray:
        return np.asarray(hits.sum(axis=axis) / exams.sum(axis=axis))

    columns = each["sum"], each["size"]
    found = bootstrap(columns, rate, paired=True, n_resamples=2000, method="percentile", rng=0)
    return float(found.standard_error)


def genres(films: pd.DataFrame) -> pd.DataFrame:
    """Return which film has which genre: (films, genres) of 0 and 1; a film can have several."""
    return films["genres"].str.get_dummies("|").drop(columns="(no genres listed)", errors="ignore")


def by_genre(rows: pd.DataFrame, films: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return how well exams went by genre of the hidden film, genres with `least` exams or more."""
    member = genres(films).iloc[rows["film"]].astype(bool)  # (exams, genres)
    found = {name: rows[own.to_numpy()] for name, own in member.items() if own.sum() >= least}
    table = pd.concat({"genre": _scored(found)}, names=["kind", "group"])
    return table.sort_values("hit_rate", ascending=False)


def bands(viewers: np.ndarray) -> np.ndarray:
    """Return for each film the number of its band in BANDS, by its viewers: (films,)."""
    order = np.argsort(-viewers, kind="stable")
    reached = np.cumsum(viewers[order]) / viewers.sum()
    band = np.empty(len(viewers), dtype=int)
    before = np.concatenate([[0.0], reached[:-1]])
    band[order] = np.searchsorted(list(BANDS.values()), before, side="right")
    return np.minimum(band, len(BANDS) - 1)
