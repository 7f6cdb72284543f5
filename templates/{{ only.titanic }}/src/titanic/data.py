"""Read the passenger list, check it, and split it into a training and a test set."""

from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

from . import tables

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "titanic.csv"
TARGET = "survived"

# What the model may look at, and what `uv run predict` asks for: (default, what it means).
# The file has more columns; data/README.md explains them all.
FLAGS = {
    "sex": ("male", "female or male"),
    "age": (None, "in years"),
    "pclass": (3, "ticket class, 1 to 3"),
    "sibsp": (0, "siblings and spouses on board"),
    "parch": (0, "parents and children on board"),
    "fare": (None, "price of the ticket in pounds of 1912"),
    "embarked": ("S", "port: C (Cherbourg), Q (Queenstown) or S (Southampton)"),
    "name": (None, 'as in "Brown, Mrs. Margaret": the title counts'),
}
INPUTS = list(FLAGS)
# Known only after the sinking: the lifeboat, and the number of a body that was found.
# A model that reads them "predicts" the past. notebooks/explore.ipynb shows how badly they cheat.
LEAKS = ["boat", "body"]
COLUMNS = [*INPUTS, TARGET, *LEAKS]

# What makes sense: words, whole numbers (a range leaves out its end), or smallest and largest.
RULES: tables.Rules = {
    "sex": ["female", "male"],
    "age": (0, 120),
    "pclass": range(1, 4),
    "sibsp": range(21),
    "parch": range(21),
    "fare": (0, 10_000),
    "embarked": ["C", "Q", "S"],
}
GAPS = ["age", "fare", "embarked", "name"]  # columns in which a value may be missing


def load(path: Path = CSV) -> pd.DataFrame:
    """Return all passengers, one a row, without the columns that give the answer away.

    What is missing stays missing: filling it in is learned from the training data, so it is part
    of the model. Raises DataError if the file is missing, unreadable or no passenger list.
    """
    passengers = check(tables.read(path, COLUMNS), path.name)
    passengers = tables.check(passengers, path.name, {TARGET: range(2)})  # 0: died, 1: survived
    return passengers.drop(columns=LEAKS, errors="ignore")


def check(passengers: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the passengers if all they say makes sense; DataError names the first mistake."""
    return tables.check(passengers, source, RULES, GAPS)


def split(passengers: pd.DataFrame, seed: int) -> tables.Split:
    """Deal passengers into 80 % training and 20 % test; the same seed deals the same way."""
    survived = passengers[TARGET]  # stratify: the same share of survivors in both
    halves = train_test_split(passengers, test_size=0.2, random_state=seed, stratify=survived)
    return tables.Split(*halves)
