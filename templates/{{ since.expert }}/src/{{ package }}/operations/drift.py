"""Measure how far live data has moved away from the training data, one column at a time.

A column has drifted when the move is large *and* no accident: its PSI is 0.2 or more, and one of
its tests gives a p-value below 0.01, shared out among all tests (Bonferroni). With a few hundred
rows a large PSI alone is often luck; with a million, a tiny p-value alone means nothing. The report
is one HTML page that needs no other file and runs no script.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from jinja2 import Template
from numpy.typing import NDArray
from scipy import stats

from .bins import Bins

PSI_SMALL, PSI_LARGE = 0.1, 0.2  # below: no move to speak of; from here on: a large one
RISK = 0.01  # of raising the alarm when nothing has changed
FLOOR = 0.0001  # stands for an empty bin, whose logarithm would be infinite

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Move:
    """How one column moved."""

    column: str
    labels: list[str]  # of the bins
    reference: Floats  # share of each bin in the training data
    live: Floats  # share of each bin in the live data
    psi: float
    chi_square: float  # p-value
    ks: float | None  # p-value; None where the values are words
    drifted: bool

    @property
    def meaning(self) -> str:
        """Return what to make of it, in words."""
        if self.drifted:
            return "drifted"
        if self.psi >= PSI_LARGE:
            return "large, but may be luck"
        return "moved a little" if self.psi >= PSI_SMALL else "as in training"

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Return label, training share and live share of each bin that is not empty."""
        bins = zip(self.labels, self.reference.tolist(), self.live.tolist(), strict=True)
        return [bar for bar in bins if max(bar[1:])]


def psi(reference: Sequence[float] | Floats, live: Sequence[float] | Floats) -> float:
    """Return the population stability index of two lists of shares, each adding up to 1.

    The sum of (live - reference) * ln(live / reference) over the bins, 0 for equal shares: the
    symmetric form of the Kullback-Leibler divergence (Jeffreys, 1946). That 0.1 and 0.2 mark a
    small and a large move is a rule of thumb from credit scoring, not a theorem.
    """
    before, now = (np.maximum(np.asarray(shares), FLOOR) for shares in (reference, live))
    return float(np.sum((now - before) * np.log(now / before)))


def chi_square(reference: NDArray[np.int_], live: NDArray[np.int_]) -> float:
    """Return the p-value of "both counts, bin by bin, come from one distribution".

    Pearson's chi-square test of homogeneity (1900); bins that are empty in both are left out.
    """
    table = np.array([reference, live])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return 1.0
    return float(stats.chi2_contingency(table, correction=False).pvalue)


def ks(reference: Floats, live: Floats) -> float:
    """Return the p-value of "both samples come from one distribution", without any bins.

    The two-sample test of Kolmogorov and Smirnov: the largest gap between the two cumulative
    curves. Where many values are equal (whole numbers) it errs on the side of no alarm.
    """
    if not len(reference) or not len(live):
        return 1.0
    return float(stats.ks_2samp(reference, live, method="asymp").pvalue)


def compare(
    columns: Mapping[str, Bins],
    reference: Mapping[str, Sequence[Any]],
    live: Mapping[str, Sequence[Any]],
) -> list[Move]:
    """Return how each column moved, the largest PSI first.

    `reference` and `live` map each column to its values; None and NaN are missing values.
    """
    tests = sum(2 if column.numeric else 1 for column in columns.values())
    moves = [
        _move(name, column, reference[name], live[name], RISK / tests)
        for name, column in columns.items()
    ]
    return sorted(moves, key=lambda move: -move.psi)


def _move(
    name: str, column: Bins, reference: Sequence[Any], live: Sequence[Any], risk: float
) -> Move:
    before, now = _counts(column, reference), _counts(column, live)
    shares = before / max(before.sum(), 1), now / max(now.sum(), 1)
    size, p_value = psi(*shares), chi_square(before, now)
    p_curve = ks(_known(reference), _known(live)) if column.numeric else None
    accident = min(p_value, 1.0 if p_curve is None else p_curve) >= risk
    drifted = size >= PSI_LARGE and not accident
    return Move(name, column.labels, *shares, size, p_value, p_curve, drifted)


def _counts(column: Bins, values: Sequence[Any]) -> NDArray[np.int_]:
    places = [column.place(value) for value in values]
    return np.bincount(places, minlength=len(column.labels))


def _known(values: Sequence[Any]) -> Floats:
    return np.array([v for v in values if v is not None and not math.isnan(v)], dtype=float)


def render(found: Mapping[str, Any], moves: Sequence[Move]) -> str:
    """Return the page for the findings that `monitor.summary` makes of these moves."""
    text = files(__package__).joinpath("drift_page.html").read_text(encoding="utf-8")
    page = Template(text, autoescape=True)  # a word that somebody sent must not become HTML
    return str(page.render(found=found, moves=moves, limit=PSI_LARGE, risk=RISK))
