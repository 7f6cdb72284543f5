"""Say why: share out the distance between a typical answer and this one among its causes."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, combinations
from math import factorial
from typing import Any

Rows = Sequence[Mapping[str, Any]]
MOST = 8  # 2 ** 8 = 256 rows for one explanation; more would make people wait


def shares(
    causes: Mapping[str, Sequence[str]],
    typical: Mapping[str, Any],
    actual: Mapping[str, Any],
    answers: Callable[[Rows], Sequence[float]],
) -> dict[str, float]:
    """Return how far each cause moved the answer away from the typical case's answer.

    `causes` maps a cause to the fields it consists of, at most MOST causes. Each way of taking
    some causes from `actual` and the others from `typical` is asked about, in one call of
    `answers`. The shares are Shapley values: for each cause the average of what it changes over
    all orders of putting the causes in, so they add up to the whole distance exactly.
    Source: L. S. Shapley, A Value for n-Person Games (1953).
    """
    if len(causes) > MOST:
        raise ValueError(f"at most {MOST} causes; join some of the {len(causes)}")
    names = list(causes)
    mixes = list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))
    rows = [_mixture(mix, causes, typical, actual) for mix in mixes]
    worth = {frozenset(mix): value for mix, value in zip(mixes, answers(rows), strict=True)}
    return {name: _share(name, names, worth) for name in names}


def _mixture(
    mix: Sequence[str],
    causes: Mapping[str, Sequence[str]],
    typical: Mapping[str, Any],
    actual: Mapping[str, Any],
) -> dict[str, Any]:
    row = dict(typical)
    for name in mix:
        row |= {field: actual[field] for field in causes[name]}
    return row


def _share(name: str, names: Sequence[str], worth: Mapping[frozenset[str], float]) -> float:
    others = [other for other in names if other != name]
    total = 0.0
    for size in range(len(names)):
        # The share of all orders in which exactly these `size` causes come before this one.
        weight = factorial(size) * factorial(len(others) - size) / factorial(len(names))
        for before in map(frozenset, combinations(others, size)):
            total += weight * (worth[before | {name}] - worth[before])
    return total
