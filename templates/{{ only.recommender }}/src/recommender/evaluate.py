"""Evaluate a model: look up at which place of its list the hidden film stands."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from . import data
from .models._base import Recommender

TOP = 10  # the films that fit on a screen: the 10 in HR@10 and NDCG@10


class Evaluation(NamedTuple):
    """How a model did, one row for each user."""

    ranks: np.ndarray  # (users,) place of the hidden film: 0 is the first of the list
    tops: np.ndarray  # (users, TOP) the films that were recommended, best first


def unseen(model: Recommender, profiles: csr_array) -> np.ndarray:
    """Return a score for each film, minus infinity where it is on the profile: (users, films)."""
    scores = np.array(model.scores(profiles), dtype=float)
    scores[profiles.nonzero()] = -np.inf  # nobody wants to hear of a film they know
    return scores


def best(scores: np.ndarray, top: int = TOP) -> np.ndarray:
    """Return the films with the highest scores, best first: (users, top)."""
    return np.asarray(np.argsort(-scores, axis=1, kind="stable")[:, :top])


def evaluate(model: Recommender, profiles: csr_array, hidden: np.ndarray) -> Evaluation:
    """Rank *all* films for each profile (users, films) and look up the hidden one (users,).

    Some rank it only among a hundred random films; that is quicker, and the result then depends
    on which hundred: Krichene and Rendle, "On Sampled Metrics for Item Recommendation" (2020).
    """
    scores = unseen(model, profiles)
    own = scores[np.arange(len(hidden)), hidden][:, None]  # (users, 1)
    above = (scores > own).sum(axis=1)  # (users,) films that the model likes better
    # Among films with equal scores the hidden one counts as the middle one. To put it first would
    # make a model that gives every film the same score look perfect.
    equal = (scores == own).sum(axis=1) - 1
    return Evaluation(above + equal / 2, best(scores))


def of_split(model: Recommender, split: data.Split, shape: tuple[int, int]) -> Evaluation:
    """Train the model on one part of a split and evaluate it on the other."""
    learn = data.matrix(split.train, shape)  # (users, films) nothing of the test in it
    users, films = split.test["user"].to_numpy(), split.test["film"].to_numpy()
    return evaluate(model.fit(learn), learn[users], films)


def hit_rate(ranks: np.ndarray, k: int = TOP) -> float:
    """Return HR@k: the share of users whose hidden film is among the first k. 0 to 1."""
    return float(np.mean(ranks < k))  # the mean of True (1) and False (0)


def gains(ranks: np.ndarray, k: int = TOP) -> np.ndarray:
    """Return for each user 1 if the film comes first, less further down, 0 below place k.

    At place p, counted from 1, it is 1 / log2(p + 1): 1, 0.63, 0.5, 0.43 ... Their mean is NDCG@k.
    Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques" (2002).
    """
    return np.where(ranks < k, 1 / np.log2(ranks + 2), 0.0)  # rank 0 is place 1


def scores(found: Evaluation, films: int) -> dict[str, float]:
    """Return hit rate, NDCG and coverage (the films that anybody gets to see), each 0 to 1."""
    return {
        "hit_rate": hit_rate(found.ranks),
        "ndcg": float(gains(found.ranks).mean()),
        "coverage": len(np.unique(found.tops)) / films,
    }
