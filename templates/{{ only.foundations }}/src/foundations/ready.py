"""The pieces ready-made, as somebody writes them who has NumPy, pandas and the standard library.

`uv run train` uses these until yours are finished. They are short, as the libraries do the work;
the exercises ask you to do it yourself once, so that you know what the libraries do.
"""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median as middle

import numpy as np
import pandas as pd

SAME_TITLE = {"Mlle": "Miss", "Ms": "Miss", "Mme": "Mrs"}


def mean_and_spread(numbers: list[float]) -> tuple[float, float]:
    """Return the mean of some numbers and their standard deviation."""
    return float(np.mean(numbers)), float(np.std(numbers))


def title(name: object) -> str:
    """Return the title in a name of the passenger list, such as `Mrs`; nothing if it has none."""
    found = re.match(r"[^,]*,([^.]*)\.", name) if isinstance(name, str) else None
    word = found[1].strip() if found else ""
    return SAME_TITLE.get(word, word)


def most_common(values: list) -> object:
    """Return what is there most often; of several, what came first."""
    return Counter(values).most_common(1)[0][0]


def shares(groups: list, answers: list[int]) -> dict:
    """Return for each group the share of its answers that are 1."""
    return pd.DataFrame({"g": groups, "a": answers}).groupby("g")["a"].mean().to_dict()


class Scaler:
    """Learn the mean and the spread of a column; then measure values in spreads from the mean."""

    def fit(self, column: list[float]) -> "Scaler":
        """Learn from the training data."""
        self.mean_, self.spread_ = float(np.mean(column)), float(np.std(column))
        return self

    def transform(self, column: list[float]) -> list[float]:
        """Apply what was learned, to any data."""
        return list((np.asarray(column, dtype=float) - self.mean_) / (self.spread_ or 1.0))


def batches(items: list, size: int) -> Iterator[list]:
    """Yield the items in parts of `size`; the last part may be shorter."""
    return (items[start : start + size] for start in range(0, len(items), size))


def median(numbers: list[float]) -> float:
    """Return the number in the middle of those that are known."""
    return float(middle(number for number in numbers if not np.isnan(number)))


def fill(numbers: list[float], value: float) -> list[float]:
    """Return the numbers with `value` where one is missing (NaN)."""
    return list(pd.Series(numbers, dtype=float).fillna(value))


def scores(X: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return for each row of X (rows, columns) the sum of its values times the weights."""
    return X @ w


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-z), which squeezes any number between 0 and 1."""
    return 0.5 * (1 + np.tanh(z / 2))  # the same curve, and no overflow


def log_loss(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Return the mean surprise of a logistic regression about the answers y."""
    z = X @ w
    return float(np.mean(np.logaddexp(0, z) - y * z))


def gradient(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return how the log loss grows with each weight."""
    return np.mean(X * (sigmoid(X @ w) - y)[:, None], axis=0)


def step(w: np.ndarray, slope: np.ndarray, rate: float) -> np.ndarray:
    """Return the weights after one step downhill."""
    return w - rate * slope


def standard_error(share: float, n: int) -> float:
    """Return how far a share among n cases is off by chance, one standard deviation."""
    return float(np.sqrt(share * (1 - share) / n))


def bootstrap(values: np.ndarray, draws: np.ndarray) -> tuple[float, float]:
    """Return the middle 95 % of the means of samples; `draws` (times, n) says who is in which."""
    low, high = np.percentile(np.asarray(values)[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def stratified(answers: list[int], share: float, order: list[int]) -> list[int]:
    """Return which cases are put away: the first `share` of each class, in this order."""
    table = pd.DataFrame({"case": list(order)})
    table["answer"] = [answers[case] for case in order]
    kept = [part["case"].iloc[: round(share * len(part))] for _, part in table.groupby("answer")]
    return sorted(int(case) for part in kept for case in part)


def folds(order: list[int], k: int) -> list[list[int]]:
    """Deal the cases to k folds, one by one, as cards are dealt."""
    return [list(order)[start::k] for start in range(k)]


def precision_recall_f1(truth: list[int], said: list[int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the answer 1; 0 where there is nothing to divide by."""
    table = np.zeros((2, 2))
    np.add.at(table, (np.asarray(truth), np.asarray(said)), 1)
    right, called, real = table[1, 1], table[:, 1].sum(), table[1].sum()
    parts = [(right, called), (right, real), (2 * right, called + real)]
    precision, recall, f1 = (float(a / b) if b else 0.0 for a, b in parts)
    return precision, recall, f1


def roc_auc(truth: list[int], scores: list[float]) -> float:
    """Return how often a 1 has a higher score than a 0; a tie counts half."""
    ranks, ones = pd.Series(scores).rank().to_numpy(), np.asarray(truth) == 1
    most = ones.sum() * (~ones).sum()
    return float((ranks[ones].sum() - ones.sum() * (ones.sum() + 1) / 2) / most)
