"""The groups that `uv run explain` looks at one by one."""

import numpy as np
import pandas as pd

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
    """Return how well exams went by what was known: index (kind, group), `exams`, `hit_rate`.

    `rows` are those of exams.Sheet. Little is known of a newcomer, and of a film nobody watched.
    """
    kinds = {
        "films the user had rated": ("own", OWN),
        "people who had watched": ("viewers", VIEWERS),
    }
    parts = {}
    for kind, (column, bounds) in kinds.items():
        found = rows.groupby(cut(rows[column], bounds))["hit_rate"].agg(["size", "mean"])
        parts[kind] = found.reindex([name for name in bounds if name in found.index])
    table = pd.concat(parts, names=["kind", "group"])
    return table.set_axis(["exams", "hit_rate"], axis=1)


def genres(films: pd.DataFrame) -> pd.DataFrame:
    """Return which film has which genre: (films, genres) of 0 and 1; a film can have several."""
    return films["genres"].str.get_dummies("|").drop(columns="(no genres listed)", errors="ignore")


def by_genre(rows: pd.DataFrame, films: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return how well exams went by genre of the hidden film, genres with `least` exams or more."""
    member = genres(films).iloc[rows["film"]].to_numpy()  # (exams, genres)
    exams = member.sum(axis=0)
    hits = member.T @ rows["hit_rate"].to_numpy()
    index = pd.MultiIndex.from_product([["genre"], genres(films).columns], names=["kind", "group"])
    rate = hits / np.maximum(exams, 1)
    table = pd.DataFrame({"exams": exams, "hit_rate": rate}, index=index)
    return table[table["exams"] >= least].sort_values("hit_rate", ascending=False)


def bands(viewers: np.ndarray) -> np.ndarray:
    """Return for each film the number of its band in BANDS, by its viewers: (films,)."""
    order = np.argsort(-viewers, kind="stable")
    reached = np.cumsum(viewers[order]) / viewers.sum()
    band = np.empty(len(viewers), dtype=int)
    before = np.concatenate([[0.0], reached[:-1]])
    band[order] = np.searchsorted(list(BANDS.values()), before, side="right")
    return np.minimum(band, len(BANDS) - 1)
