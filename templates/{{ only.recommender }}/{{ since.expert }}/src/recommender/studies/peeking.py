"""What happens to a test that is looked at while it runs, and stopped as soon as it looks good.

Simulated with two *equal* models: whoever announces a winner is wrong.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

TESTS = 4000  # simulated
LOOKS = 14  # one a day for two weeks
PEOPLE = 200  # a day, in each group
ERROR = 0.05  # false alarms that are allowed


class Alarms(NamedTuple):
    """Which share of tests of two equal models has found a winner after so many looks."""

    by_look: list[float]  # stopped at the first look with p < ERROR
    at_end: float  # looked at once, at the end
    limit: float  # p at any look that gives ERROR over all looks
    limited: float  # false alarms with that limit


def alarms(rate: float, seed: int) -> Alarms:
    """Simulate tests in which each person of both groups has a hit with probability `rate`.

    The limit for many looks is that of Pocock, "Group Sequential Methods in the Design and
    Analysis of Clinical Trials" (1977): the same at every look. It is found on one half of the
    simulated tests and tried on the other.
    """
    values = p_values(rate, np.random.default_rng(seed))
    found = np.minimum.accumulate(values, axis=1)  # the smallest p so far: (tests, looks)
    learn, check = found[::2, -1], found[1::2, -1]
    limit = float(np.quantile(learn, ERROR))
    return Alarms(
        [float(share) for share in (found < ERROR).mean(axis=0)],
        float((values[:, -1] < ERROR).mean()),
        limit,
        float((check < limit).mean()),
    )


def p_values(rate: float, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return the p-value of each simulated test at each look: (TESTS, LOOKS).

    The test of two proportions: the difference over its standard error, both groups pooled.
    """
    hits = chance.binomial(PEOPLE, rate, size=(2, TESTS, LOOKS)).cumsum(axis=2)
    people = PEOPLE * np.arange(1, LOOKS + 1)
    share = hits.sum(axis=0) / (2 * people)
    error = np.sqrt(np.maximum(share * (1 - share), 1e-12) * 2 / people)
    distance = (hits[1] - hits[0]) / people / error
    found: NDArray[np.float64] = 2 * stats.norm.sf(np.abs(distance))
    return found


def table(found: Alarms) -> str:
    """Return the shares as text."""
    rows = {
        "looked at once, at the end": found.at_end,
        f"{LOOKS} looks, stopped at the first p < {ERROR}": found.by_look[-1],
        f"{LOOKS} looks, stopped at the first p < {found.limit:.3f}": found.limited,
    }
    head = "Two equal models in a live test: how often is a winner announced?"
    return "\n".join([head, *(f"  {way:<50}{share:>8.1%}" for way, share in rows.items())])
