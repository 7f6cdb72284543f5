"""What every model in this folder can do. Not a model itself."""

from typing import Protocol

import numpy as np
from scipy.sparse import csr_array


class Recommender(Protocol):
    """Learns from a table of users by films and gives every film a score."""

    personal: bool  # do the scores depend on what is on the profile?

    def fit(self, matrix: csr_array) -> "Recommender":
        """Learn from the stars that users (rows) gave films (columns); 0 means no rating."""

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return a score for each film, the higher the better: (profiles, films).

        A profile is a row of stars like those of `fit`; it may belong to somebody new.
        """

    def state(self) -> dict[str, np.ndarray]:
        """Return all that was learned, as plain arrays: they go into the model file."""

    def restore(self, state: dict[str, np.ndarray]) -> "Recommender":
        """Take back what `state` returned, and be as good as trained."""
