"""Probability and statistics, exercises b19 to b27: your functions."""

import numpy as np


def share_given(event: np.ndarray, condition: np.ndarray) -> float:
    """Return the share of cases with the event among those that meet the condition (b19)."""
    raise NotImplementedError("b19")


def posterior(prior: float, found: float, false_alarm: float) -> float:
    """Return the probability that somebody with a positive test has what it looks for (b20)."""
    raise NotImplementedError("b20")


def standard_error(share: float, n: int) -> float:
    """Return how far a share among n cases is off by chance: one standard deviation (b21)."""
    raise NotImplementedError("b21")


def bootstrap(values: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    """Return the limits between which the middle 95 % of the means of all samples lie (b22)."""
    raise NotImplementedError("b22")


def permutation_test(a: np.ndarray, b: np.ndarray, orders: np.ndarray) -> float:
    """Return how often shuffled groups differ at least as much as a and b do (b23)."""
    raise NotImplementedError("b23")


def stratified(answers: list[int], share: float, order: list[int]) -> list[int]:
    """Return which cases go to the test set: the same share of each class (b24)."""
    raise NotImplementedError("b24")


def folds(order: list[int], k: int) -> list[list[int]]:
    """Deal the cases to k folds, one by one, as cards are dealt (b25)."""
    raise NotImplementedError("b25")


def precision_recall_f1(truth: list[int], said: list[int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the answer 1 (b26)."""
    raise NotImplementedError("b26")


def roc_auc(truth: list[int], scores: list[float]) -> float:
    """Return how often a case that is 1 has a higher score than one that is 0 (b27)."""
    raise NotImplementedError("b27")
