"""Ask the trained model for ten films, and why these.

Run it with `uv run predict --user 42`, or, for somebody new,
`uv run predict --like "Toy Story" --like Fargo`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from . import data, evaluate, modelfile, titles
from .data import MovieLens
from .errors import reported
from .models._base import Recommender
from .movielens import DataError

MODEL = data.ROOT / "models" / "model.npz"


def load_model(path: Path = MODEL, films: pd.DataFrame | None = None) -> Recommender:
    """Return the trained model in a file, or raise ModelError if there is none to be used."""
    return modelfile.read(path, data.load().films if films is None else films)[0]


def predict(model: Recommender, profiles: csr_array, top: int = evaluate.TOP) -> np.ndarray:
    """Return the films to recommend for each profile, best first: (profiles, top).

    `profiles` are rows of stars, one column a film. What is on a profile is not recommended to it.
    """
    return evaluate.best(evaluate.unseen(model, profiles), top)


def reasons(model: Recommender, profile: csr_array, films: np.ndarray) -> np.ndarray:
    """Return how much each film on a profile (1, films) adds to the scores of recommended ones.

    Take one film off the profile and see how far the scores fall: (films on the profile, films).
    Works for any model; all zeros where the model does not look at the profile.
    """
    own = profile.nonzero()[1]
    if not model.personal or not len(own):
        return np.zeros((len(own), len(films)))
    without = vstack([profile] * len(own)).tolil()  # (own, films); this format can be changed
    without[np.arange(len(own)), own] = 0  # in each row another film is missing
    full = model.scores(profile)[0, films]  # (films,) with all that is on the profile
    return np.asarray(full - model.scores(csr_array(without.tocsr()))[:, films])


def for_user(lens: MovieLens, user_id: int) -> csr_array:
    """Return the profile of somebody in the data, or raise DataError if nobody has this number."""
    own = lens.ratings[lens.ratings["userId"] == user_id]
    if own.empty:
        low, high = lens.ratings["userId"].agg(["min", "max"])
        there = f"There is no user `{user_id}` with enough ratings; numbers go from {low} to {high}"
        raise DataError(f"{there}. For somebody new: `--like TITLE`.")
    return data.matrix(own.assign(user=0), (1, len(lens.films)))  # a table of one row


def for_titles(lens: MovieLens, liked: Sequence[str]) -> csr_array:
    """Return the profile of somebody new who likes these films, or raise TitleError."""
    profile = np.zeros((1, len(lens.films)), dtype=np.float32)
    profile[0, [titles.find(title, lens.films) for title in liked]] = 5  # stars
    return csr_array(profile)


def answer(model: Recommender, lens: MovieLens, profile: csr_array) -> list[str]:
    """Return ten films, and the two on the profile that speak for each most, as lines of text."""
    labels, films = lens.films["label"], predict(model, profile)[0]
    parts = pd.DataFrame(reasons(model, profile, films), index=labels[profile.nonzero()[1]])
    lines = []
    for place, film in enumerate(films):
        strongest = parts[place].nlargest(2)  # the two that add most to its score
        because = " and ".join(f"{title:.30}" for title in strongest[strongest > 0].index)
        lines.append(f"{place + 1:>3}. {labels[film]}")
        lines.append(f"     {f'because of {because}' if because else 'watched by many'}")
    return lines


def main(argv: Sequence[str] | None = None) -> None:
    """Recommend ten films to the person that the flags describe."""
    flags = argparse.ArgumentParser("predict", description=main.__doc__)
    flags.add_argument("--user", type=int, help="a user of the data, by userId")
    flags.add_argument("--like", action="append", metavar="TITLE", help="a film; repeatable")
    chosen = flags.parse_args(argv)
    if (chosen.user is None) == (chosen.like is None):
        flags.error("say for whom: either `--user 42` or `--like TITLE`")
    with reported():
        lens = data.load()
        liked = for_titles(lens, chosen.like) if chosen.like else for_user(lens, chosen.user)
        print(f"Ten films, from a profile of {liked.nnz}:")
        for line in answer(load_model(MODEL, lens.films), lens, liked):
            print(f"{line:.80}")  # the width of a terminal
