"""Other ways to put ratings aside: one that flatters, and one that is stricter than ours.

`data.split` hides the last film of every user. That is honest about each user's own future, but
the model still learns from what *other* people rated years later. `replay` closes that gap.
`at_random` opens another: it hides any film, so the model has seen the user's future.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import data
from .data import Split

WINDOWS = 5  # parts into which `replay` cuts the second half of all ratings


class Window(NamedTuple):
    """A stretch of time, as it looks from its first second."""

    known: pd.DataFrame  # all that anybody had rated when it began: the model learns from these
    profiles: pd.DataFrame  # what the users of this window had rated before their last film
    test: pd.DataFrame  # their last film


def at_random(ratings: pd.DataFrame, seed: int) -> Split:
    """Hide one film of each user, drawn at random: wrong for a recommender, and very common."""
    chance = np.random.default_rng(seed).random(len(ratings))
    shuffled = ratings.assign(chance=chance).sort_values("chance").drop(columns="chance")
    test = shuffled.groupby("user").head(1).sort_values("user")
    return Split(ratings.drop(index=test.index), test)


def fifth(ratings: pd.DataFrame, seed: int) -> Split:
    """Hide a fifth of all ratings at random, as is usual where stars are to be guessed."""
    hidden = np.random.default_rng(seed).random(len(ratings)) < 0.2
    return Split(ratings[~hidden], ratings[hidden])


def replay(ratings: pd.DataFrame, seed: int) -> list[Window]:
    """Live through the second half of all ratings, window by window, never looking ahead."""
    own, last = data.split(ratings, seed)
    edges = np.array(ratings["timestamp"].quantile(np.linspace(0.5, 1, WINDOWS + 1)))
    edges[-1] = np.inf  # the very last rating belongs to the last window
    windows = []
    for start, end in pairwise(edges):
        test = last[(last["timestamp"] >= start) & (last["timestamp"] < end)]
        known = ratings[ratings["timestamp"] < start]
        windows.append(Window(known, own[own["user"].isin(test["user"])], test))
    return windows
