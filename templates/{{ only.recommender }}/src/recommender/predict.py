"""Ask the trained model for ten films, and why these.

Run it with `uv run predict --user 42`, `uv run predict --like "Toy Story"`, or, for somebody new,
`uv run predict --rate "The Matrix=5" --rate "Grease=2"`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from . import data, modelfile, ranking, titles
from .data import DataError, MovieLens
from .errors import reported
from .models._base import Recommender

MODEL = data.ROOT / "models" / "model.npz"
LIKED = 3.0  # a new user's film counts for them with more stars than this


class Question(NamedTuple):
    """Whom to recommend for."""

    profile: csr_array  # (1, films) the stars that count for them
    hidden: list[int]  # films that must not be recommended
    intro: str  # the headline of the answer


def load_model(path: Path = MODEL, films: pd.DataFrame | None = None) -> Recommender:
    """Return the trained model in a file, or raise ModelError if there is none to be used."""
    return modelfile.read(path, data.load().films if films is None else films)


def predict(
    model: Recommender, profiles: csr_array, top: int = ranking.TOP, hidden: Sequence[int] = ()
) -> np.ndarray:
    """Return the films to recommend for each profile, best first: (profiles, top).

    `profiles` are rows of stars, one column a film. What is on a profile is not recommended to it,
    and what is `hidden` to nobody.
    """
    scores = ranking.unseen(model, profiles)
    scores[:, list(hidden)] = -np.inf
    return ranking.best(scores, top)


def reasons(model: Recommender, profile: csr_array, film: int | np.ndarray) -> np.ndarray:
    """Return how much each film on a profile (1, films) adds to the score of a recommended one.

    Take one film off the profile and see how far the score falls: (films on the profile,), or
    (films on the profile, recommended films). Works for any model; all zeros where the model
    does not look at the profile.
    """
    own = profile.nonzero()[1]
    if not model.personal or not len(own):
        return np.zeros((len(own), *np.shape(film)))
    without = vstack([profile] * len(own)).tolil()
    without[np.arange(len(own)), own] = 0
    full = model.scores(profile)[0, film]
    lost: np.ndarray = full - model.scores(csr_array(without.tocsr()))[:, film]
    return lost


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--user", type=int, help="a user of the data, by userId")
    add("--like", action="append", default=[], metavar="TITLE", help="a film you like; repeatable")
    add(
        "--rate",
        action="append",
        default=[],
        metavar="TITLE=STARS",
        type=_rating,
        help="a film and its stars, 0.5 to 5; up to 3 it is only kept off the list; repeatable",
    )
    add("--top", type=_count, default=ranking.TOP, help="how many films; default: 10")
    return flags


def _rating(text: str) -> tuple[str, float]:
    title, _, stars = text.rpartition("=")
    try:
        value = float(stars)
    except ValueError:
        value = 0.0
    if not title.strip() or not (0.5 <= value <= 5 and value % 0.5 == 0):
        raise argparse.ArgumentTypeError(f"`{text}` is not like `Toy Story=4.5` (0.5 to 5 stars)")
    return title, value


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1 to 100")
    return int(text)


def main(argv: Sequence[str] | None = None) -> None:
    """Recommend for the person that the flags describe."""
    flags = parser()
    chosen = flags.parse_args(argv)
    tastes = [(title, 5.0) for title in chosen.like] + chosen.rate
    if (chosen.user is None) == (not tastes):
        flags.error("say for whom: either `--user 42`, or `--like TITLE` and `--rate TITLE=STARS`")
    with reported():
        lens = data.load()
        asked = for_tastes(lens, tastes) if tastes else for_user(lens, chosen.user)
        _answer(load_model(MODEL, lens.films), lens, asked, chosen.top)


def for_user(lens: MovieLens, user_id: int) -> Question:
    """Return the question of somebody in the data, or raise DataError if nobody has this number."""
    known = np.sort(lens.ratings["userId"].unique())
    place = np.searchsorted(known, user_id)
    if place == len(known) or known[place] != user_id:
        raise DataError(
            f"There is no user `{user_id}` with enough ratings; numbers go from {known[0]} to "
            f"{known[-1]}. For somebody new: `--like TITLE`."
        )
    own = lens.ratings[lens.ratings["user"] == place]
    latest = titles.label(lens.films.iloc[own.loc[own["timestamp"].idxmax(), "film"]])
    intro = f"For user {user_id}, who rated {len(own)} films, the latest {latest}:"
    return Question(data.matrix(lens.ratings, lens.shape)[[place]], [], intro)


def for_tastes(lens: MovieLens, tastes: list[tuple[str, float]]) -> Question:
    """Return the question of somebody new: titles, and the stars they would give.

    The models ask only "watched or not?", so a film that was not liked is kept off the profile.
    """
    rated = {titles.find(title, lens.films): stars for title, stars in tastes}
    profile = np.zeros((1, len(lens.films)), dtype=np.float32)
    for place, stars in rated.items():
        profile[0, place] = stars if stars > LIKED else 0
    liked = [titles.label(lens.films.iloc[film]) for film in profile[0].nonzero()[0]]
    who = ", ".join(liked[:3]) + (f" and {len(liked) - 3} more" if len(liked) > 3 else "")
    intro = f"People who liked {who} also watched:" if liked else "Nothing liked so far; try:"
    return Question(csr_array(profile), list(rated), intro)


def _answer(model: Recommender, lens: MovieLens, asked: Question, top: int) -> None:
    print(_printable(asked.intro))
    films = predict(model, asked.profile, top, asked.hidden)[0]
    parts, own = reasons(model, asked.profile, films), asked.profile.nonzero()[1]
    for place, film in enumerate(films):
        print(_printable(f"{place + 1:>3}. {titles.label(lens.films.iloc[film])}"))
        order = np.argsort(-parts[:, place], kind="stable")
        strongest = [int(own[each]) for each in order if parts[each, place] > 0]
        print(_printable(f"     {_why(lens, int(film), strongest)}"))


def _why(lens: MovieLens, film: int, strongest: list[int]) -> str:
    """Say in one line what speaks for a film; `strongest` are the profile's films behind it."""
    ratings = lens.ratings
    viewers = set(ratings.loc[ratings["film"] == film, "user"])
    if not strongest:
        return f"watched by {len(viewers)} of {lens.shape[0]} people"
    names = [titles.label(lens.films.iloc[each]) for each in strongest[:2]]
    if len(names) == 2:  # two long titles must fit into one line
        first, second = (name if len(name) <= 30 else f"{name[:27]}..." for name in names)
        return f"because of {first} and {second}"
    same = set(ratings.loc[ratings["film"] == strongest[0], "user"])
    return f"watched by {len(same & viewers)} of the {len(same)} who watched {names[0]}"


def _printable(line: str) -> str:
    """Shorten a line to 80 characters and replace letters that this terminal cannot show."""
    encoding = sys.stdout.encoding or "ascii"
    short = line if len(line) <= 80 else line[:77] + "..."
    return short.encode(encoding, "replace").decode(encoding)


if __name__ == "__main__":
    main()
