"""Learn for every pair of films how much the one speaks for the other, all pairs at once.

Item neighbours look at two films at a time; so a film that goes with everything counts again and
again. Here the weights of all films are chosen together, so that each film on a profile is
predicted as well as can be from the others. There is a formula for the answer, and one option.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (2019). The formula inverts a matrix
of films by films; with fewer users than films the same comes cheaper out of one of users by users
(the Woodbury identity).
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import csr_array

from ._base import Recommender
from ._checks import positive

if TYPE_CHECKING:
    from optuna import Trial


class Ease(Recommender):
    """Keep what is needed to multiply a profile with the weights, which would fill 50 MB."""

    def __init__(self, regularisation: float) -> None:
        self.regularisation = regularisation

    def fit(self, interactions: csr_array) -> Self:
        """Solve for the weights of all films."""
        watched = (interactions > 0).astype(np.float32).tocsr()  # X
        gram = (watched @ watched.T).toarray().astype(float)  # (users, users)
        np.fill_diagonal(gram, gram.diagonal() + self.regularisation)
        # (XX' + r)^-1 X: (users, films)
        self.solved_ = np.linalg.solve(gram, watched.toarray()).astype(np.float32)
        self.pairs_ = np.stack(watched.nonzero()).astype(np.int32)  # (2, ratings)
        return self

    @property
    def watched(self) -> csr_array:
        """Return X, who watched what: (users, films) of 0 and 1."""
        ones = np.ones(self.pairs_.shape[1], dtype=np.float32)
        return csr_array((ones, tuple(self.pairs_)), shape=self.solved_.shape)

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the sum of the weights of the profile's films: (profiles, films).

        With P = (X'X + r)^-1 the weights are 1 - P / diag(P), and 0 on the diagonal.
        """
        seen = (profiles > 0).astype(np.float32)
        watched = self.watched
        own = np.asarray(watched.multiply(self.solved_).sum(axis=0))  # (films,)
        rest = seen.toarray() - (seen @ watched.T) @ self.solved_  # r * seen @ P
        return np.asarray(seen.toarray() - rest / (1 - own), dtype=np.float32)


def build(regularisation: float = 200.0) -> Ease:
    """Return the untrained model; a larger `regularisation` trusts single ratings less."""
    return Ease(positive("regularisation", regularisation))


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {"regularisation": trial.suggest_float("regularisation", 20.0, 2000.0, log=True)}
