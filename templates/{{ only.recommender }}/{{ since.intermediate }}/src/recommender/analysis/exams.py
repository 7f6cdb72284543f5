"""Examine models round by round and keep every single answer, for `compare`, `tune`, `explain`.

Only the rounds that turn back time are used here; the test, the last film of everybody, is not.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from .. import data, evaluate, models, train
from ..data import MovieLens, Split
from ..models._base import Recommender
from ..params import Params

SCORES = ["ndcg", "hit_rate", "mrr", "novelty"]  # the first one decides the order


class Sheet(NamedTuple):
    """The answers to one round."""

    rows: pd.DataFrame  # one row an exam: user, film (hidden), rank, viewers, own, and SCORES
    tops: np.ndarray  # (exams, TOP) the films that were recommended
    known: csr_array  # (users, films) what the model had learned from


def fitted(chosen: Params, split: Split, lens: MovieLens) -> Recommender:
    """Return the model, trained; ModelError if an option has a value it cannot train with."""
    try:
        return train.estimator(chosen).fit(data.matrix(split.train, lens.shape))
    except (ValueError, np.linalg.LinAlgError) as problem:
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"`{chosen.model}` does not train. {reason}") from None


def take(model: Recommender, split: Split, lens: MovieLens) -> Sheet:
    """Examine a model that learned from the split's training part."""
    known = data.matrix(split.train, lens.shape)
    users, films = split.test["user"].to_numpy(), split.test["film"].to_numpy()
    ranks, tops = evaluate.evaluate(model, known[users], films)
    watched = known > 0
    viewers = np.asarray(watched.sum(axis=0))  # (films,) before this round's exam
    rows = pd.DataFrame(
        {
            "user": users,
            "film": films,
            "rank": ranks,
            "viewers": viewers[films],
            "own": np.asarray(watched.sum(axis=1))[users],
            "ndcg": evaluate.gains(ranks),
            "hit_rate": (ranks < evaluate.TOP).astype(float),
            "mrr": np.where(ranks < evaluate.TOP, 1 / (ranks + 1), 0.0),
            "novelty": novelty(viewers, len(users))[tops].mean(axis=1),
        }
    )
    return Sheet(rows, tops, known)


def novelty(viewers: np.ndarray, users: int) -> np.ndarray:
    """Return in bits how surprising it is that somebody watched the film: (films,).

    0 for a film that everybody watched, 1 if every second did, 2 if every fourth did. Vargas and
    Castells, "Rank and Relevance in Novelty and Diversity Metrics for Recommender Systems" (2011).
    """
    bits: np.ndarray = -np.log2(np.maximum(viewers, 1) / max(users, 1))
    return bits
