"""Matrix factorisation for "watched or not"; with `weight` above 1, a 1 counts for more than a 0.

Users and films are described by the same few numbers; the films are held fixed while the users
are solved for, then the other way round, and so on (alternating least squares). A new profile is
one more user to solve for.

Hu, Koren and Volinsky, "Collaborative Filtering for Implicit Feedback Datasets" (2008), trained
by the library `implicit`.
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_array, csr_matrix
from threadpoolctl import threadpool_limits

from ._base import Recommender
from ._checks import positive, whole

if TYPE_CHECKING:
    from optuna import Trial


class Als(Recommender):
    """Remember the numbers of every film."""

    def __init__(self, factors: int, regularisation: float, weight: float, seed: int) -> None:
        self.factors, self.regularisation = factors, regularisation
        self.weight, self.seed = weight, seed

    def fit(self, interactions: csr_array) -> Self:
        """Alternate fifteen times."""
        with threadpool_limits(1, "blas"):  # many threads on small matrices wait for each other
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularisation,
                alpha=self.weight,
                random_state=self.seed,
                num_threads=1,
            )
            model.fit(csr_matrix((interactions > 0).astype(np.float32)), show_progress=False)
        self.films_ = model.item_factors  # (films, factors)
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the product of the profile's numbers and the film's: (profiles, films)."""
        base = self.films_.T @ self.films_ + self.regularisation * np.eye(self.films_.shape[1])
        rows = (profiles > 0).tocsr()
        users = np.zeros((rows.shape[0], self.films_.shape[1]))
        for user in range(rows.shape[0]):
            own = self.films_[rows.indices[rows.indptr[user] : rows.indptr[user + 1]]]
            surer = (self.weight - 1) * own.T @ own
            users[user] = np.linalg.solve(base + surer, self.weight * own.sum(axis=0))
        return np.asarray(users @ self.films_.T)


def build(
    factors: int = 64, regularisation: float = 10.0, weight: float = 1.0, seed: int = 42
) -> Als:
    """Return the untrained model; a film that was watched counts `weight` times one that was not.

    A larger `regularisation` keeps all numbers small, which is more careful.
    """
    regularisation = positive("regularisation", regularisation)
    return Als(whole("factors", factors), regularisation, positive("weight", weight), seed)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "factors": trial.suggest_int("factors", 16, 128, log=True),
        "regularisation": trial.suggest_float("regularisation", 0.5, 50.0, log=True),
        "weight": trial.suggest_float("weight", 1.0, 10.0, log=True),
    }
