"""What every model in this folder can do. Not a model itself."""

from typing import Self

import numpy as np
from scipy.sparse import csr_array


class Recommender:
    """Learns from a table of users by films and gives every film a score.

    As in scikit-learn, what `fit` learned stands in attributes that end in an underscore.
    """

    personal = True  # do the scores depend on what is on the profile?

    def fit(self, interactions: csr_array) -> Self:
        """Learn from the stars that users (rows) gave films (columns); 0 means no rating."""
        raise NotImplementedError

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return a score for each film, the higher the better: (profiles, films).

        A profile is a row of stars like those of `fit`; it may belong to somebody new.
        """
        raise NotImplementedError

    def state(self) -> dict[str, np.ndarray]:
        """Return all that was learned, as plain arrays: they go into the model file."""
        return {name: np.asarray(v) for name, v in vars(self).items() if name.endswith("_")}
