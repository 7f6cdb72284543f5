"""The bar to beat: recommend to everybody what most people have watched."""

import numpy as np
from scipy.sparse import csr_array


class Popularity:
    """Count how many people rated a film, whatever they thought of it."""

    personal = False

    def __init__(self) -> None:
        """Start with no counts."""
        self.counts = np.zeros(0)

    def fit(self, matrix: csr_array) -> "Popularity":
        """Count the ratings of each film."""
        self.counts = np.asarray((matrix > 0).sum(axis=0), dtype=float)
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the same counts for everybody: (profiles, films)."""
        return np.tile(self.counts, (profiles.shape[0], 1))

    def state(self) -> dict[str, np.ndarray]:
        """Return the counts."""
        return {"counts": self.counts}

    def restore(self, state: dict[str, np.ndarray]) -> "Popularity":
        """Take back what `state` returned."""
        self.counts = state["counts"]
        return self


def build() -> Popularity:
    """Return the untrained model; it has no options."""
    return Popularity()
