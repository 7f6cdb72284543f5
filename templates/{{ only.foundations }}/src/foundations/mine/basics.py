"""Python, exercises b1 to b9: your functions. Replace each `raise NotImplementedError`."""

from collections.abc import Iterator

import pandas as pd


def mean_and_spread(numbers: list[float]) -> tuple[float, float]:
    """Return the mean of some numbers and their standard deviation (b1)."""
    raise NotImplementedError("b1")


def title(name: object) -> str:
    """Return the title in a passenger's name, such as `Mrs`, or nothing (b2)."""
    raise NotImplementedError("b2")


def most_common(values: list) -> object:
    """Return the value that is there most often; of several, the one that came first (b3)."""
    raise NotImplementedError("b3")


def shares(groups: list, answers: list[int]) -> dict:
    """Return for each group the share of its answers that are 1 (b4)."""
    raise NotImplementedError("b4")


class Scaler:
    """Learn the mean and the spread of a column, then measure in spreads from the mean (b5)."""

    mean_: float
    spread_: float

    def fit(self, column: list[float]) -> "Scaler":
        """Learn `mean_` and `spread_` from the training data, and return the scaler itself."""
        raise NotImplementedError("b5: Scaler.fit")

    def transform(self, column: list[float]) -> list[float]:
        """Return how many spreads each value is from the mean that was learned."""
        raise NotImplementedError("b5: Scaler.transform")


def batches(items: list, size: int) -> Iterator[list]:
    """Yield the items in parts of `size`; the last part may be shorter (b6)."""
    raise NotImplementedError("b6")


def median(numbers: list[float]) -> float:
    """Return the number in the middle of those that are known, not NaN (b7)."""
    raise NotImplementedError("b7: median")


def fill(numbers: list[float], value: float) -> list[float]:
    """Return the numbers with `value` in the place of each NaN (b7)."""
    raise NotImplementedError("b7: fill")


def survival_table(passengers: pd.DataFrame) -> pd.DataFrame:
    """Return the share of survivors: a row for each sex, a column for each class (b8)."""
    raise NotImplementedError("b8")


def film_table(ratings: pd.DataFrame, films: pd.DataFrame) -> pd.DataFrame:
    """Return the stars: a row for each user, a column for each title (b9)."""
    raise NotImplementedError("b9")
