"""Load the ratings and the films as tables, and hide the last film of every user."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from . import movielens
from .movielens import DataError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
RATINGS = movielens.first(movielens.RATINGS_FILES)
FILMS = movielens.first(movielens.FILMS_FILES)

CORE = 5  # a film needs so many ratings, and so does a user, before anything can be learned

# column: smallest and largest value that makes sense, and the step between two of them
RANGES: dict[str, tuple[float, float, float]] = {
    "userId": (1, 2**31, 1),
    "movieId": (1, 2**31, 1),
    "rating": (0.5, 5, 0.5),
    "timestamp": (1, 2**40, 1),  # seconds since 1970
}


class MovieLens(NamedTuple):
    """Who rated what and when, and what the films are called."""

    ratings: pd.DataFrame  # one row a rating: RANGES, and `user` and `film` counted from 0
    films: pd.DataFrame  # row number = `film`: movieId, title, year, genres, label

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many users and how many films there are."""
        return int(self.ratings["user"].max()) + 1, len(self.films)


class Split(NamedTuple):
    """Ratings to learn from, and one rating a user kept aside to be guessed."""

    train: pd.DataFrame
    test: pd.DataFrame


def load(ratings: Path = RATINGS, films: Path = FILMS) -> MovieLens:
    """Return the ratings and films that something can be learned from (see `core`).

    Ratings are 0.5 to 5 stars, timestamps seconds since 1970. Raises DataError if a file is
    missing, unreadable or not what it should be.
    """
    # The files come as text; the two functions below make numbers of it, or say what is wrong.
    listed = check_films(movielens.read(films, movielens.FILMS), films.name)
    rated = core(check(movielens.read(ratings, movielens.RATINGS), ratings.name))
    # Matrices count from 0 without gaps, so every user and every film gets a number of its own.
    rated["user"] = pd.factorize(rated["userId"], sort=True)[0]
    rated["film"], ids = pd.factorize(rated["movieId"], sort=True)
    if (~ids.isin(listed.index)).mean() > 0.5:
        lacking = f"`{films.name}` lacks most films in `{ratings.name}`"
        raise DataError(f"{lacking}: it belongs to other ratings.")
    known = listed.reindex(ids).rename_axis("movieId").reset_index()
    # Whoever has no title gets the number: five films of our table, and films that it lacks.
    known["title"] = known["title"].fillna("film " + known["movieId"].astype(str))
    known["genres"] = known["genres"].fillna("(no genres listed)")
    years = known["year"].map(" ({:.0f})".format, na_action="ignore").fillna("")
    return MovieLens(rated, known.assign(label=known["title"] + years))


def check(table: movielens.Table, source: str) -> pd.DataFrame:
    """Return the ratings as numbers, or raise DataError naming the first mistake in `source`."""
    ratings = pd.DataFrame(table).apply(pd.to_numeric, errors="coerce")  # NaN: was no number
    for column, (low, high, step) in RANGES.items():
        good = ratings[column].between(low, high) & (ratings[column] % step == 0)
        for row in ratings.index[~good]:  # the first of them is told
            wrong = (
                f"`{source}`, rating {row + 1}: `{column}` must be a number from {low} to {high}"
            )
            raise DataError(f"{wrong} in steps of {step}, not `{table[column][row]}`.")
    twice = ratings[ratings.duplicated(["userId", "movieId"])]
    for user, film in zip(twice["userId"], twice["movieId"], strict=True):
        raise DataError(f"`{source}`: user {user} rates film {film} more than once.")
    return ratings


def check_films(table: movielens.Table, source: str) -> pd.DataFrame:
    """Return the films by movieId, or raise DataError if one is there twice."""
    films = pd.DataFrame(table).replace("", None)
    for column in ("movieId", "year"):
        films[column] = pd.to_numeric(films[column], errors="coerce")
    for film in films.loc[films["movieId"].duplicated(), "movieId"].dropna():
        raise DataError(f"`{source}` lists the film {film} twice.")
    return films.set_index("movieId")


def core(ratings: pd.DataFrame) -> pd.DataFrame:
    """Leave out films and users with fewer than CORE ratings, until none is left.

    Leaving out a film takes ratings away from users, and the other way round: hence the loop.
    Raises DataError if that leaves nothing.
    """
    before = -1
    while len(ratings) != before:  # until a round that changes nothing
        before = len(ratings)
        for column in ("movieId", "userId"):
            # `transform` gives each rating the number of ratings of its film, or of its user.
            ratings = ratings[ratings.groupby(column)[column].transform("size") >= CORE]
    if ratings.empty:
        raise DataError(f"No film and no user has {CORE} ratings, so nothing can be learned.")
    return ratings.reset_index(drop=True)  # count the rows anew, without gaps


def split(ratings: pd.DataFrame, seed: int, back: int = 0) -> Split:
    """Put the last film that each user rated into the test set; learn from the ones before.

    With `back=1` time is turned back by one film: the last one is forgotten by everybody, the
    last but one is the test, and so on. Whoever has no film left to learn from is left out.
    """
    # Nearly one rating in three shares its second with another of that user. Sorted by number,
    # the newer film would always come last; so chance decides, and the seed decides chance.
    chance = np.random.default_rng(seed).permutation(int(ratings["film"].max()) + 1)
    ordered = ratings.assign(tie=chance[ratings["film"]]).sort_values(["user", "timestamp", "tie"])
    ordered = ordered.drop(columns="tie")
    later = ordered.groupby("user").cumcount(ascending=False)  # films that this user rated later
    earlier = ordered.groupby("user").cumcount()  # and those rated before
    return Split(ordered[later > back], ordered[(later == back) & (earlier > 0)])


def split_at_random(ratings: pd.DataFrame, seed: int) -> Split:
    """Hide one film of each user, drawn at random: wrong for a recommender, and very common.

    What the user watched *after* the hidden film is there to learn from.
    """
    test = ratings.groupby("user").sample(1, random_state=seed)
    return Split(ratings.drop(index=test.index), test)


def matrix(ratings: pd.DataFrame, shape: tuple[int, int]) -> csr_array:
    """Return the stars as a table of users (rows) by films (columns), 0 where there is no rating.

    Nearly all of it is zeros, so only the other places are stored ("sparse"): (users, films).
    """
    places = (ratings["user"], ratings["film"])
    # float32 has seven digits, which is plenty, and takes half the memory.
    return csr_array((ratings["rating"].to_numpy(np.float32), places), shape=shape)
