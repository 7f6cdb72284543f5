"""Say why, by asking what the answer would be if one thing about the loan were as usual.

Each reason is an answer of the model itself, to the same loan with one thing changed, so anybody
can check it. The moves need not add up: two things together may do more, or less, than both alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import data, form, predict
from . import contract

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

TRIFLE = 0.01  # a move of less than one point is no reason


@dataclass(frozen=True)
class Push:
    """What one cause does to the probability."""

    cause: str
    points: float  # the probability minus what it would be in the usual case, -1 to 1
    usual: str  # the usual case
    chance: float  # what the probability would be


def typical(loans: pd.DataFrame) -> dict[str, Any]:
    """Return the usual case: for each input the middle number, or the most frequent word."""
    usual: dict[str, Any] = {}
    for column in data.INPUTS:
        known = loans[column].dropna()
        middle = column in form.RANGES
        usual[column] = float(known.median()) if middle else str(known.mode().iloc[0])
    return usual


def pushes(
    model: "BaseEstimator", loan: Mapping[str, Any], usual: Mapping[str, Any]
) -> tuple[float, list[Push]]:
    """Return the probability of going bad, and what moved it, the strongest first.

    The model is asked once, about the loan and about one variation for each cause.
    """
    swaps = [{name: usual[name] for name in names} for names in contract.CAUSES.values()]
    table = pd.DataFrame([{**loan}, *({**loan, **swap} for swap in swaps)])
    chance, *others = (float(p) for p in predict.predict(model, table)["probability"])
    found = [
        Push(cause, chance - other, _words(swap), other)
        for cause, swap, other in zip(contract.CAUSES, swaps, others, strict=True)
    ]
    found = [push for push in found if abs(push.points) >= TRIFLE]
    return chance, sorted(found, key=lambda push: -abs(push.points))


def _words(swap: Mapping[str, Any]) -> str:
    parts = (f"{value:g}" if isinstance(value, float) else value for value in swap.values())
    return ", ".join(f"{name}: {part}" for name, part in zip(swap, parts, strict=True))


def sentence(push: Push) -> str:
    """Return a reason as a sentence."""
    side = "Speaks against it" if push.points > 0 else "Speaks for it"
    usual = f"In the usual case ({push.usual}) it would be {push.chance:.0%}."
    return f"{side}: {push.cause}. {usual}"
