"""What a training run measured: each score beside its baselines and its spread."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mltrail.portfolio.text import label

FILE = "reports/metrics.json"
# How a run names a score, by the stage at which it was measured: the best to compare with first.
_KEYS = {"cv": "cv_{}_mean", "validation": "validation_{}", "test": "test_{}"}
_SPREADS = ("_std", "_low", "_high", "_standard_error")
_ERRORS = r"(?:.*_)?(?:loss|brier|error|mae|mape|smape|mase|mdape|r?mse|rmsle)"


@dataclass(frozen=True)
class Value:
    """A number, and how far it is to be trusted where a run says so."""

    number: float
    spread: float | None = None  # standard deviation over the folds
    interval: tuple[float, float] | None = None

    def __str__(self) -> str:
        """Write it as a table does."""
        spread = f" ± {figure(self.spread)}" if self.spread is not None else ""
        ends = f" ({' to '.join(map(figure, self.interval))})" if self.interval else ""
        return figure(self.number) + spread + ends

    @property
    def ends(self) -> tuple[float, float]:
        """Return how far down and up it may reach."""
        spread = self.spread or 0
        return self.interval or (self.number - spread, self.number + spread)


@dataclass(frozen=True)
class Score:
    """One score of the model, by the stage at which it was measured."""

    name: str
    lower: bool  # whether less is better
    stages: dict[str, Value]  # of `cv`, `validation` and `test`, those there are
    baselines: dict[str, Value]

    @property
    def main(self) -> Value:
        """Return the value that is comparable with the baselines."""
        return next(iter(self.stages.values()))

    @property
    def best_baseline(self) -> tuple[str, Value] | None:
        """Return the baseline that is hardest to beat."""
        best = min if self.lower else max
        return best(self.baselines.items(), key=lambda item: item[1].number, default=None)


def read(content: str, first: str = "") -> list[Score]:
    """Return the scores of a metrics.json; ValueError if it is damaged.

    `first` is the key of the number that decides in this project: its score comes first.
    """
    try:
        entries = json.loads(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(entries, dict):
        raise ValueError("no object")
    numbers = {
        key: float(value)
        for key, value in entries.items()
        if type(value) in (int, float) and abs(value) < 1e15 and math.isfinite(value)
    }
    names = _names(numbers)
    decides = [name for name in names if first in [key.format(name) for key in _KEYS.values()]]
    return [_score(name, names, numbers) for name in dict.fromkeys([*decides, *names])]


def _names(numbers: Mapping[str, float]) -> list[str]:
    """List what was measured, at the first stage that measured anything."""
    for key in _KEYS.values():
        found = [re.fullmatch(key.format("(.+)"), one) for one in numbers]
        names = [match[1] for match in found if match and not match[1].endswith(_SPREADS)]
        if names:
            return names[:20]
    return []


def _score(name: str, names: list[str], numbers: Mapping[str, float]) -> Score:
    stages = {stage: key.format(name) for stage, key in _KEYS.items()}
    baselines = {}
    for key in numbers:
        found = re.fullmatch(rf"baseline_(.+)_{re.escape(name)}", key)
        if found and name == max((one for one in names if key.endswith(f"_{one}")), key=len):
            baselines[label(found[1]).lower()[:60]] = _value(key, numbers)
    measured = {stage: _value(key, numbers) for stage, key in stages.items() if key in numbers}
    return Score(label(name), bool(re.fullmatch(_ERRORS, name)), measured, baselines)


def _value(key: str, numbers: Mapping[str, float]) -> Value:
    low, high = numbers.get(f"{key}_low"), numbers.get(f"{key}_high")
    interval = (low, high) if low is not None and high is not None else None
    return Value(numbers[key], numbers.get(f"{key.removesuffix('_mean')}_std"), interval)


def figure(number: float) -> str:
    """Write a number as short as it can be read."""
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3f}" if abs(number) >= 0.0005 or number == 0 else f"{number:.2g}"


def line(score: Score) -> dict[str, float | list[float]]:
    """Lay a score, its spread and its baselines out on one line, in hundredths of its length."""
    values = [score.main, *score.baselines.values()]
    ends = [end for value in values for end in value.ends]
    low, top = min(0.0, *ends), max(ends)
    high = 1.0 if 0.3 < top <= 1 and not score.lower else top * 1.15

    def place(number: float) -> float:
        return round(min(100.0, 100 * (number - low) / (high - low or 1)), 2)

    start, end = map(place, score.main.ends)
    marks = [place(value.number) for value in score.baselines.values()]
    there = place(score.main.number)
    return {"model": there, "start": start, "length": end - start, "marks": marks}
