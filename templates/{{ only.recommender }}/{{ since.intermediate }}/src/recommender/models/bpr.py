"""Learn to put a film that somebody watched above one that they did not: a learned ranking.

One step: draw a user, a film of theirs and another film; if the other one has the higher score,
move the numbers of all three a little. Millions of such steps (stochastic gradient descent).

Rendle et al., "BPR: Bayesian Personalized Ranking from Implicit Feedback" (2009), trained by the
library `implicit`. The users' numbers are learned only for those in the table, so a profile gets
the mean of its films' numbers, translated by the linear map that fits the known users best.
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from implicit.cpu.bpr import BayesianPersonalizedRanking
from scipy.sparse import csr_array, csr_matrix
from threadpoolctl import threadpool_limits

from ._base import Recommender
from ._checks import positive, whole

if TYPE_CHECKING:
    from optuna import Trial


class Bpr(Recommender):
    """Remember the numbers of every film, and the way from films to a user."""

    def __init__(self, factors: int, rate: float, regularisation: float, epochs: int, seed: int):
        self.factors, self.epochs, self.seed = factors, epochs, seed
        self.rate, self.regularisation = rate, regularisation

    def fit(self, interactions: csr_array) -> Self:
        """Take `epochs` times as many steps as there are ratings."""
        watched = csr_matrix((interactions > 0).astype(np.float32))
        with threadpool_limits(1, "blas"):
            model = BayesianPersonalizedRanking(
                factors=self.factors,
                learning_rate=self.rate,
                regularization=self.regularisation,
                iterations=self.epochs,
                random_state=self.seed,
                num_threads=1,  # with more, no two runs are the same
            )
            model.fit(watched, show_progress=False)
        self.films_ = model.item_factors  # (films, factors + 1), last: liked by all
        self.map_ = np.linalg.lstsq(self._means(watched), model.user_factors[:, :-1])[0]
        return self

    def _means(self, watched: csr_array) -> np.ndarray:
        count = np.maximum(np.asarray(watched.sum(axis=1)).reshape(-1, 1), 1)
        return np.asarray(watched @ self.films_[:, :-1] / count)  # (profiles, factors)

    def scores(self, profiles: csr_array) -> np.ndarray:
        """Return how far each film suits the profile, plus how far it suits all."""
        users = self._means((profiles > 0).astype(np.float32)) @ self.map_
        return np.asarray(users @ self.films_[:, :-1].T + self.films_[:, -1])


def build(
    factors: int = 48,
    rate: float = 0.05,
    regularisation: float = 0.02,
    epochs: int = 100,
    seed: int = 42,
) -> Bpr:
    """Return the untrained model: `rate` is the length of a step, `epochs` how many there are."""
    return Bpr(
        whole("factors", factors),
        positive("rate", rate),
        positive("regularisation", regularisation),
        whole("epochs", epochs),
        seed,
    )


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "factors": trial.suggest_int("factors", 16, 96, log=True),
        "rate": trial.suggest_float("rate", 0.01, 0.1, log=True),
        "regularisation": trial.suggest_float("regularisation", 0.003, 0.1, log=True),
        "epochs": trial.suggest_int("epochs", 50, 200),
    }
