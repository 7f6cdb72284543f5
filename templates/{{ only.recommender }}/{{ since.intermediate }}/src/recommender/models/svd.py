"""Matrix factorisation: describe each film by a few numbers that many profiles have in common.

The table of users by films is taken for the product of two thin tables. A profile is squeezed
through the thin middle and unfolded again; what comes back where there was a 0 is the score.

Cremonesi, Koren and Turrin, "Performance of Recommender Algorithms on Top-N Recommendation Tasks"
(2010), call it PureSVD.
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

from ._base import Recommender
from ._checks import whole

if TYPE_CHECKING:
    from optuna import Trial


class Svd(Recommender):
    """Remember the numbers of every film."""

    def __init__(self, factors: int, seed: int) -> None:
        self.factors, self.seed = factors, seed

    def fit(self, interactions: csr_array) -> Self:
        """Find the factors that rebuild the table of zeros and ones best."""
        watched = (interactions > 0).astype(float)
        factors = min(self.factors, min(watched.shape) - 1)
        _, _, films = svds(watched, k=factors, rng=np.random.default_rng(self.seed))
        self.films_ = films.T  # (films, factors)
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return each profile, rebuilt from its factors: (profiles, films)."""
        return np.asarray(((profiles > 0).astype(float) @ self.films_) @ self.films_.T)


def build(factors: int = 40, seed: int = 42) -> Svd:
    """Return the untrained model: more `factors` remember more, chance included."""
    return Svd(whole("factors", factors), seed)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {"factors": trial.suggest_int("factors", 5, 160, log=True)}
