"""Read the passenger list, check it, and split it into a training and a test set."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from . import tables

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
WORDS = {"sex": (["female", "male"], False), "embarked": (["C", "Q", "S"], True)}
RULES = tables.Rules("passenger", INPUTS, RANGES, WHOLE, WORDS)


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
    tables.require(passengers, [TARGET], path.name)
    wrong = ~passengers[TARGET].isin([0, 1])
    tables.refuse(passengers.loc[wrong, TARGET], "0 or 1", f"`{path.name}`, passenger")
    return passengers.drop(columns=LEAKS, errors="ignore")


def read(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file as it stands there."""
    return tables.read(path, [*INPUTS, TARGET, *LEAKS])


def check(passengers: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the passengers if all they say makes sense; DataError names the first mistake."""
    return tables.check(passengers, source, RULES)


def split(passengers: pd.DataFrame, seed: int) -> Split:
    """Deal passengers into 80 % training and 20 % test, with the same share of survivors in both.

    The same seed always gives the same two groups.
    """
    from sklearn.model_selection import (
        train_test_split,  # slow to import, so only when needed
    )

    train, test = train_test_split(
        passengers, test_size=0.2, random_state=seed, stratify=passengers[TARGET]
    )
    return Split(train, test)
