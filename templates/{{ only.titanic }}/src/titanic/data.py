"""Read the passenger list, check it, and split it into a training and a test set."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "titanic.csv"

TARGET = "survived"

# What the model may look at. The file has more columns; data/README.md explains them all.
INPUTS = ["pclass", "name", "sex", "age", "sibsp", "parch", "fare", "embarked"]

# Known only after the sinking: the lifeboat, and the number of a body that was found.
# A model that reads them "predicts" the past. notebooks/explore.ipynb shows how badly they cheat.
LEAKS = ["boat", "body"]

# column: (smallest, largest value that makes sense, may it be missing?)
RANGES = {
    "pclass": (1, 3, False),
    "age": (0, 120, True),
    "sibsp": (0, 20, False),
    "parch": (0, 20, False),
    "fare": (0, 10_000, True),
}
WHOLE = ["pclass", "sibsp", "parch"]  # half a brother or class 2.5 is a typing mistake


class DataError(UserError):
    """A table of passengers that is missing, damaged or not what it should be."""


class Split(NamedTuple):
    """Passengers to learn from, and passengers kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


def load(path: Path = CSV) -> pd.DataFrame:
    """Return all passengers, one a row, without the columns that give the answer away.

    Ages are in years, fares in pounds of 1912, `survived` is 1 or 0. Missing ages, fares, ports
    and cabins stay missing: filling them in is learned from the training data, so it is part of
    the model. Raises DataError if the file is missing, unreadable or not a passenger list.
    """
    passengers = check(read(path), path.name)
    if TARGET not in passengers:
        raise DataError(f"`{path.name}` has no column `{TARGET}`, so nothing can be learned.")
    if not passengers[TARGET].isin([0, 1]).all():
        raise DataError(f"`{path.name}`: the column `{TARGET}` must hold only 0 and 1.")
    return passengers.drop(columns=LEAKS, errors="ignore")


def read(path: Path) -> pd.DataFrame:
    """Read a CSV file, or raise DataError with the reason it cannot be read."""
    try:
        return pd.read_csv(path)
    except FileNotFoundError:
        hint = " Get it back with `git restore data/titanic.csv`." if path == CSV else ""
        raise DataError(f"`{path}` does not exist.{hint}") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        raise DataError(f"`{path}` is damaged, or no CSV file in UTF-8.") from None


def check(passengers: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the table with proper numbers in it, or raise DataError naming the first mistake.

    `source` is what the error message calls the table, for example its file name.
    """
    missing = [column for column in INPUTS if column not in passengers]
    if missing:
        names = ", ".join(f"`{column}`" for column in missing)
        raise DataError(f"`{source}` lacks the column {names}.")
    if passengers.empty:
        raise DataError(f"`{source}` has no passengers in it.")
    passengers = passengers.copy()
    for column, (low, high, optional) in RANGES.items():
        values = pd.to_numeric(passengers[column], errors="coerce")
        good = values.between(low, high) | (optional & passengers[column].isna())
        if column in WHOLE:
            good &= values % 1 == 0
        _refuse(passengers.loc[~good, column], f"a number from {low} to {high}", source)
        passengers[column] = values
    _refuse(_others(passengers["sex"], ["female", "male"]), "`female` or `male`", source)
    ports = passengers["embarked"].dropna()
    _refuse(_others(ports, ["C", "Q", "S"]), "`C`, `Q`, `S` or empty", source)
    return passengers


def _others(values: "pd.Series[str]", allowed: list[str]) -> "pd.Series[str]":
    return values[~values.isin(allowed)]


def _refuse(bad: "pd.Series[str]", expected: str, source: str) -> None:
    if len(bad):
        line, value = bad.index[0], bad.iloc[0]
        where = f"`{source}`, passenger {line + 1}"
        raise DataError(f"{where}: `{bad.name}` must be {expected}, not `{value}`.")


def split(passengers: pd.DataFrame, seed: int) -> Split:
    """Deal passengers into 80 % training and 20 % test, with the same share of survivors in both.

    The same seed always gives the same two groups.
    """
    from sklearn.model_selection import train_test_split  # slow to import, so only when needed

    train, test = train_test_split(
        passengers, test_size=0.2, random_state=seed, stratify=passengers[TARGET]
    )
    return Split(train, test)
