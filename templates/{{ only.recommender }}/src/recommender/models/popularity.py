"""The bar to beat: recommend to everybody what most people have watched."""

from typing import Self

import numpy as np
from scipy.sparse import csr_array

from ._base import Recommender


class Popularity(Recommender):
    """Count how many people rated a film, whatever they thought of it."""

    personal = False  # the same ten films for everybody

    def fit(self, interactions: csr_array) -> Self:
        """Count the ratings of each film."""
        self.counts_ = np.asarray((interactions > 0).sum(axis=0), dtype=float)
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the same counts for everybody: (profiles, films)."""
        return np.tile(self.counts_, (profiles.shape[0], 1))  # one row for each profile


def build() -> Popularity:
    """Return the untrained model; it has no options."""
    return Popularity()
