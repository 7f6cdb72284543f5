"""Recommend films that were watched by the same people as the films on your profile.

Two films are similar if many people rated both, compared with how many rated either: the cosine
of their columns in the table of users by films. Each film keeps only its nearest neighbours. The
score of a film is the sum of its similarities to what is on the profile.

Sarwar et al., "Item-Based Collaborative Filtering Recommendation Algorithms" (2001).
"""

from typing import Self

import numpy as np
from scipy.sparse import coo_array, csr_array

from ._base import Recommender


class ItemKNN(Recommender):
    """Remember for every film its nearest neighbours and how near they are."""

    def __init__(self, neighbours: int, shrinkage: float) -> None:
        """Start with the options (see `build`), and without films."""
        self.neighbours = neighbours  # how many, for each film
        self.shrinkage = shrinkage  # how much is added below the line, in viewers

    def fit(self, interactions: csr_array) -> Self:
        """Compare every film with every other one and keep the nearest."""
        similar = similarities(interactions, self.shrinkage)
        kept = min(self.neighbours, len(similar))
        # argpartition finds the largest without sorting the thousands behind them
        nearest = np.argpartition(-similar, kept - 1, axis=1)[:, :kept]
        self.nearest_ = nearest.astype(np.int32)  # (films, neighbours) which films
        self.nearness_ = np.take_along_axis(similar, nearest, axis=1)  # the same shape, 0 to 1
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the sum of the similarities to the profile's films: (profiles, films)."""
        films, kept = self.nearest_.shape
        places = (np.repeat(np.arange(films), kept), self.nearest_.ravel())
        weights = coo_array((self.nearness_.ravel(), places), shape=(films, films)).tocsr()
        watched = (profiles > 0).astype(np.float32)  # stars do not count, only having watched
        # (profiles, films) @ (films, films): for each film, add up what is near to it.
        return np.asarray((watched @ weights.T).toarray())


def similarities(interactions: csr_array, shrinkage: float) -> np.ndarray:
    """Return how similar each film is to each other one, 0 to 1: (films, films).

    `shrinkage` is added below the line, so that two films which share their only two viewers do
    not count as twins.
    """
    watched = (interactions > 0).astype(np.float32).toarray()  # (users, films) of 0 and 1
    both = watched.T @ watched  # (films, films) people who watched this and that
    each = np.maximum(both.diagonal(), 1)
    similar: np.ndarray = both / (np.sqrt(np.outer(each, each)) + np.float32(shrinkage))
    np.fill_diagonal(similar, 0)  # that a film is like itself recommends nothing
    return similar


def build(neighbours: int = 20, shrinkage: float = 5.0) -> ItemKNN:
    """Return the untrained model: few neighbours are bold, a large shrinkage is careful."""
    if not isinstance(neighbours, int) or isinstance(neighbours, bool) or neighbours < 1:
        raise ValueError(f"`neighbours` must be a whole number above 0, not `{neighbours}`.")
    if not isinstance(shrinkage, int | float) or not 0 <= shrinkage < float("inf"):
        raise ValueError(f"`shrinkage` must be a number from 0 up, not `{shrinkage}`.")
    return ItemKNN(neighbours, shrinkage)
