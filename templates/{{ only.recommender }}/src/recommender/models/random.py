"""The lowest bar: films in a random order, another one for everybody."""

import numpy as np
from scipy.sparse import csr_array


class Random:
    """Draw lots."""

    personal = False

    def __init__(self, seed: int) -> None:
        """Start with a seed, and without films."""
        self.seed = seed
        self.films = 0

    def fit(self, matrix: csr_array) -> "Random":
        """Learn nothing but how many films there are."""
        self.films = matrix.shape[1]
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return lots from 0 to 1: (profiles, films). The same seed draws the same lots."""
        return np.random.default_rng(self.seed).random((profiles.shape[0], self.films))

    def state(self) -> dict[str, np.ndarray]:
        """Return the number of films."""
        return {"films": np.array(self.films)}

    def restore(self, state: dict[str, np.ndarray]) -> "Random":
        """Take back what `state` returned."""
        self.films = int(state["films"])
        return self


def build(seed: int = 42) -> Random:
    """Return a model that looks at nothing."""
    return Random(seed)
