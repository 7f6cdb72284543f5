"""Hold trends to chance: intervals by bootstrap, p by shuffling, and both for many at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
LEVEL = 0.05  # from which p on we call it luck


@dataclass(frozen=True)
class Trend:
    """A slope, where it may lie, and what luck alone would do."""

    slope: float  # a decade
    low: float
    high: float
    p: float
    by_luck: Floats  # the slopes that shuffled seasons have


def slope(values: Floats, years: Floats, axis: int = -1) -> Floats:
    """Return the slope of the straight line through values by year, a decade, along an axis."""
    away = years - years.mean(axis=axis, keepdims=True)
    found: Floats = 10 * (away * values).sum(axis=axis) / (away**2).sum(axis=axis)
    return found


def trend(figure: pd.Series, shuffles: int, seed: int) -> Trend:
    """Return the trend of a figure by season."""
    values, years = figure.to_numpy(float), figure.index.to_numpy(float)
    # The interval: draw seasons, some twice and some not at all, each with its year.
    drawn = stats.bootstrap(
        (values, years), slope, paired=True, n_resamples=shuffles, rng=np.random.default_rng(seed)
    )
    # The p: if years meant nothing, any order of the values would be as likely as this one.
    # From the same seed all claims are shuffled alike, which keeps together what goes together.
    shuffled = stats.permutation_test(
        (values,),
        lambda those, axis: slope(those, years, axis),
        permutation_type="pairings",
        n_resamples=shuffles,
        vectorized=True,
        rng=np.random.default_rng(seed),
    )
    low, high = drawn.confidence_interval
    return Trend(
        float(shuffled.statistic), low, high, float(shuffled.pvalue), shuffled.null_distribution
    )


def holm(p: Floats) -> Floats:
    """Return p for several claims at once: the chance that any is claimed by luck (Holm, 1979).

    The smallest of m is multiplied by m, the next by m - 1, and none may end below one before it.
    """
    order = np.argsort(p)
    times = len(p) - np.arange(len(p))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * times), 1)
    return adjusted


def fdr(p: Floats) -> Floats:
    """Return p such that of all claims below a level that share is false (Benjamini, Hochberg)."""
    adjusted: Floats = stats.false_discovery_control(p, method="bh")
    return adjusted


def false_alarms(trends: list[Trend]) -> tuple[float, float]:
    """Return how often at least one of the claims passes by luck alone: by its p, and by Holm's.

    Each shuffle is a record in which nothing changes. So every claim that passes there is false.
    """
    by_luck = np.array([each.by_luck for each in trends])  # (claims, shuffles)
    n = by_luck.shape[1]
    above = (n + 1 - stats.rankdata(by_luck, "min", axis=1)) / n  # as steep as this, or steeper
    below = stats.rankdata(by_luck, "max", axis=1) / n
    least = np.minimum(2 * np.minimum(above, below), 1).min(axis=0)  # of all claims of a shuffle
    return float((least < LEVEL).mean()), float((least * len(trends) < LEVEL).mean())
