"""Guess how many stars somebody gives: the question that recommenders were long judged by.

It is another question than "what will they watch next?", and `uv run train` shows how far apart
the answers are. RMSE, the root of the mean squared error, is in stars.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

SHRINKAGE = 5  # as if each film and user had five more ratings that say nothing


class Biases(NamedTuple):
    """Average stars, and how far films and users lie above or below."""

    mean: float
    films: np.ndarray  # (films,) in stars: how much better than average the film is found
    users: np.ndarray  # (users,) in stars: how much kinder than average the user is


def learn(matrix: csr_array) -> Biases:
    """Learn from the stars in a table of users by films, where 0 means no rating.

    A film with a single five-star rating is not the best film of all: few ratings pull little
    away from the average. Koren, Bell and Volinsky, "Matrix Factorization Techniques for
    Recommender Systems" (2009), equation 3.
    """
    stars = matrix.tocoo()
    mean = float(stars.data.mean())
    films = _pull(stars.data - mean, stars.col, matrix.shape[1])
    users = _pull(stars.data - mean - films[stars.col], stars.row, matrix.shape[0])
    return Biases(mean, films, users)


def _pull(rest: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    total = np.bincount(place, weights=rest, minlength=count)
    pulled: np.ndarray = total / (np.bincount(place, minlength=count) + SHRINKAGE)
    return pulled


def rmse(learned: csr_array, hidden: csr_array) -> dict[str, float]:
    """Return the error, in stars, of always guessing the average, and of adding the biases."""
    biases, asked = learn(learned), hidden.tocoo()
    guess = biases.mean + biases.films[asked.col] + biases.users[asked.row]
    return {
        "mean": float(np.sqrt(np.mean((asked.data - biases.mean) ** 2))),
        "bias": float(np.sqrt(np.mean((asked.data - guess) ** 2))),
    }
