"""Learn for every pair of films how much the one speaks for the other, all pairs at once.

Item neighbours look at two films at a time; so a film that goes with everything counts again and
again. Here the weights of all films are chosen together, so that each film on a profile is
predicted as well as can be from the others. There is a formula for the answer, and one option.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (2019). The formula inverts a matrix
of films by films; with fewer users than films the same comes cheaper out of one of users by users
(the Woodbury identity).
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from ._checks import positive

if TYPE_CHECKING:
    from optuna import Trial


class Ease:
    """Keep what is needed to multiply a profile with the weights, which would fill 50 MB."""

    personal = True

    def __init__(self, regularisation: float) -> None:
        self.regularisation = regularisation
        self.watched = csr_array((0, 0), dtype=np.float32)  # X: (users, films) of 0 and 1
        self.solved = np.zeros((0, 0), dtype=np.float32)  # (XX' + r)^-1 X: (users, films)

    def fit(self, matrix: csr_array) -> "Ease":
        """Solve for the weights of all films."""
        self.watched = (matrix > 0).astype(np.float32).tocsr()
        gram = (self.watched @ self.watched.T).toarray().astype(float)  # (users, users)
        np.fill_diagonal(gram, gram.diagonal() + self.regularisation)
        self.solved = np.linalg.solve(gram, self.watched.toarray()).astype(np.float32)
        return self

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return the sum of the weights of the profile's films: (profiles, films).

        With P = (X'X + r)^-1 the weights are 1 - P / diag(P), and 0 on the diagonal.
        """
        seen = (profiles > 0).astype(np.float32)
        own = np.asarray(self.watched.multiply(self.solved).sum(axis=0))  # (films,)
        rest = seen.toarray() - (seen @ self.watched.T) @ self.solved  # r * seen @ P
        return np.asarray(seen.toarray() - rest / (1 - own), dtype=np.float32)

    def state(self) -> dict[str, np.ndarray]:
        """Return who watched what, and the solved system."""
        users, films = self.watched.nonzero()
        pairs = np.stack([users, films]).astype(np.int32)  # (2, ratings)
        return {"pairs": pairs, "solved": self.solved}

    def restore(self, state: dict[str, np.ndarray]) -> "Ease":
        """Take back what `state` returned."""
        self.solved, pairs = state["solved"], state["pairs"]
        ones = np.ones(pairs.shape[1], dtype=np.float32)
        self.watched = csr_array((ones, (pairs[0], pairs[1])), shape=self.solved.shape)
        return self


def build(regularisation: float = 200.0) -> Ease:
    """Return the untrained model; a larger `regularisation` trusts single ratings less."""
    return Ease(positive("regularisation", regularisation))


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {"regularisation": trial.suggest_float("regularisation", 20.0, 2000.0, log=True)}
