"""Examine a model: look up at which place of its list the hidden film stands."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from . import data
from .models._base import Recommender

TOP = 10  # the films that fit on a screen


class Exam(NamedTuple):
    """How a model did, one row for each user that was examined."""

    ranks: np.ndarray  # (users,) place of the hidden film: 0 is the first of the list
    tops: np.ndarray  # (users, TOP) the films that were recommended, best first


def unseen(model: Recommender, profiles: csr_array) -> np.ndarray:
    """Return a score for each film, minus infinity where it is on the profile: (users, films)."""
    scores = np.array(model.scores(profiles), dtype=float)
    scores[profiles.nonzero()] = -np.inf  # nobody wants to hear of a film they know
    return scores


def best(scores: np.ndarray, top: int = TOP) -> np.ndarray:
    """Return the films with the highest scores, best first: (users, top)."""
    order: np.ndarray = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    return order


def examine(model: Recommender, profiles: csr_array, hidden: np.ndarray) -> Exam:
    """Rank *all* films for each profile (users, films) and look up the hidden one (users,).

    Some score only against a hundred random films; that is quicker, and the result then depends
    on which hundred: Krichene and Rendle, "On Sampled Metrics for Item Recommendation" (2020).
    Among films with equal scores the hidden one is put in the middle, neither first nor last.
    """
    scores = unseen(model, profiles)
    own = scores[np.arange(len(hidden)), hidden][:, None]
    above = (scores > own).sum(axis=1)
    equal = (scores == own).sum(axis=1) - 1
    return Exam(above + equal / 2, best(scores))


def of_split(model: Recommender, split: data.Split, shape: tuple[int, int]) -> Exam:
    """Train the model on one part of a split and examine it on the other."""
    learn = data.matrix(split.train, shape)
    model.fit(learn)
    return examine(model, learn[split.test["user"].to_numpy()], split.test["film"].to_numpy())


def hit_rate(ranks: np.ndarray, k: int = TOP) -> float:
    """Return HR@k: the share of users whose hidden film is among the first k. 0 to 1."""
    return float(np.mean(ranks < k))


def gains(ranks: np.ndarray, k: int = TOP) -> np.ndarray:
    """Return for each user 1 if the film comes first, less further down, 0 below place k.

    The gain at place p, counted from 1, is 1 / log2(p + 1): 1, 0.63, 0.5, 0.43 ... (users,).
    Järvelin and Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques" (2002).
    """
    return np.where(ranks < k, 1 / np.log2(ranks + 2), 0.0)


def ndcg(ranks: np.ndarray, k: int = TOP) -> float:
    """Return NDCG@k: the mean gain. 0 to 1, and never above the hit rate."""
    return float(np.mean(gains(ranks, k)))


def coverage(tops: np.ndarray, films: int) -> float:
    """Return which share of all films is recommended to anybody at all. 0 to 1."""
    return len(np.unique(tops)) / films


def scores(exam: Exam, films: int) -> dict[str, float]:
    """Return hit rate, NDCG and coverage of an exam, each from 0 to 1."""
    return {
        "hit_rate": hit_rate(exam.ranks),
        "ndcg": ndcg(exam.ranks),
        "coverage": coverage(exam.tops, films),
    }


def mean_and_spread(runs: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Return mean and standard deviation of each score over several exams."""
    table = pd.DataFrame(runs)
    return {key: (float(table[key].mean()), float(table[key].std(ddof=0))) for key in table}
