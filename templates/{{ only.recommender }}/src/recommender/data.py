"""Read the ratings and the films, check them, and hide the last film of every user."""

import gzip
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from . import movielens
from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
RATINGS = ROOT / "data" / "ratings.csv.gz"
FILMS = ROOT / "data" / "movies.csv.gz"

CORE = 5  # a film needs so many ratings, and so does a user, before anything can be learned

# column: (smallest, largest value that makes sense)
RANGES = {"userId": (1, 2**31), "movieId": (1, 2**31), "rating": (0.5, 5), "timestamp": (1, 2**40)}


class DataError(UserError):
    """A table that is missing, damaged or not what it should be."""


class MovieLens(NamedTuple):
    """Who rated what and when, and what the films are called."""

    ratings: pd.DataFrame  # one row a rating: RANGES, and `user` and `film` counted from 0
    films: pd.DataFrame  # one row a film, row number = `film`: movieId, title, year, genres

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many users and how many films there are."""
        return int(self.ratings["user"].max()) + 1, len(self.films)


class Split(NamedTuple):
    """Ratings to learn from, and one rating a user kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


def load(ratings: Path = RATINGS, films: Path = FILMS) -> MovieLens:
    """Return the ratings and films that something can be learned from (see `core`).

    Ratings are 0.5 to 5 stars, timestamps seconds since 1970. Raises DataError if a file is
    missing, unreadable or not what it should be.
    """
    known = check_films(read(films, "films"), films.name)
    rated = core(check(read(ratings, "ratings"), ratings.name))
    # Matrices count from 0 without gaps, so every user and every film gets a place in a row.
    _, users = np.unique(rated["userId"], return_inverse=True)
    film_ids, places = np.unique(rated["movieId"], return_inverse=True)
    unknown = (~np.isin(film_ids, known["movieId"])).sum()
    if unknown > len(film_ids) / 2:
        lacking = f"`{films.name}` lacks {unknown:,} of the {len(film_ids):,} films"
        raise DataError(f"{lacking} in `{ratings.name}`: it belongs to other ratings.")
    listed = known.set_index("movieId").reindex(film_ids).rename_axis("movieId").reset_index()
    return MovieLens(rated.assign(user=users, film=places), check_films(listed, films.name))


def read(path: Path, kind: str) -> pd.DataFrame:
    """Read a table, packed or not, or raise DataError with the reason it cannot be read.

    `kind` is "ratings" or "films": it says which columns must be there.
    """
    try:
        table = movielens.table(path, kind)
    except FileNotFoundError:
        ours = path in (RATINGS, FILMS)
        hint = f" Get it back with `git restore data/{path.name}`." if ours else ""
        raise DataError(f"`{path}` does not exist.{hint}") from None
    except (ValueError, gzip.BadGzipFile, zlib.error, EOFError):  # a codec's and pandas', too
        raise DataError(f"`{path}` is damaged, or no CSV file in UTF-8.") from None
    missing = [column for column in movielens.COLUMNS[kind] if column not in table]
    if missing:
        names = ", ".join(f"`{column}`" for column in missing)
        raise DataError(f"`{path.name}` lacks the column {names}.")
    return table


def check(ratings: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the ratings as proper numbers, or raise DataError naming the first mistake.

    `source` is what the error message calls the table, for example its file name.
    """
    ratings = ratings.copy()
    for column, (low, high) in RANGES.items():
        values = pd.to_numeric(ratings[column], errors="coerce")
        step = 0.5 if column == "rating" else 1
        good = values.between(low, high) & (values % step == 0)
        expected = f"from {low} to {high} in steps of {step}"
        _refuse(ratings.loc[~good, column], expected, source)
        ratings[column] = values
    twice = ratings.duplicated(["userId", "movieId"])
    if twice.any():
        user, film = ratings.loc[twice, ["userId", "movieId"]].iloc[0]
        raise DataError(f"`{source}`: user {user} rates film {film} more than once.")
    return ratings


def _refuse(bad: "pd.Series[float]", expected: str, source: str) -> None:
    if len(bad):
        where = f"`{source}`, rating {bad.index[0] + 1}"
        raise DataError(f"{where}: `{bad.name}` must be a number {expected}, not `{bad.iloc[0]}`.")


def check_films(films: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the films with text in every title, or raise DataError if a film stands there twice.

    Whoever has no title gets the number: five films of our table, and films that it lacks.
    """
    twice = films["movieId"].duplicated()
    if twice.any():
        raise DataError(f"`{source}` lists the film {films.loc[twice, 'movieId'].iloc[0]} twice.")
    titles = films["title"].astype(object).fillna("film " + films["movieId"].astype(str))
    return films.assign(title=titles, genres=films["genres"].fillna("(no genres listed)"))


def core(ratings: pd.DataFrame) -> pd.DataFrame:
    """Leave out films and users with fewer than CORE ratings, until none is left.

    Leaving out a film takes ratings away from users, and the other way round: hence the loop.
    Raises DataError if that leaves nothing.
    """
    before = -1
    while len(ratings) != before:
        before = len(ratings)
        for column in ("movieId", "userId"):
            ratings = ratings[ratings.groupby(column)[column].transform("size") >= CORE]
    if ratings.empty:
        raise DataError(f"No film and no user has {CORE} ratings, so nothing can be learned.")
    return ratings.reset_index(drop=True)


def split(ratings: pd.DataFrame, seed: int, back: int = 0) -> Split:
    """Put the last film that each user rated into the test set; learn from the ones before.

    With `back=1` time is turned back by one film: the last one is forgotten by everybody, the
    last but one is the test, and so on. Whoever has no film left to learn from is left out.
    """
    left = _in_time(ratings, seed)
    later = left.groupby("user").cumcount(ascending=False)  # films that this user rated later
    earlier = left.groupby("user").cumcount()
    return Split(left[later > back], left[(later == back) & (earlier > 0)])


def _in_time(ratings: pd.DataFrame, seed: int) -> pd.DataFrame:
    # Nearly one rating in three shares its second with another of that user. Sorted by number,
    # the newer film would always come last; so chance decides, and the seed decides chance.
    chance = np.random.default_rng(seed).permutation(int(ratings["film"].max()) + 1)
    tied = ratings.assign(tie=chance[ratings["film"]])
    return tied.sort_values(["user", "timestamp", "tie"]).drop(columns="tie")


def matrix(ratings: pd.DataFrame, shape: tuple[int, int]) -> csr_array:
    """Return the stars as a table of users (rows) by films (columns), 0 where there is no rating.

    Nearly all of it is zeros, so only the other places are stored ("sparse"): (users, films).
    """
    places = (ratings["user"], ratings["film"])
    return csr_array((ratings["rating"].to_numpy(np.float32), places), shape=shape)
