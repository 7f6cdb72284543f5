"""Read the three small data sets; data/README.md says where they come from."""

from pathlib import Path

import numpy as np
import pandas as pd

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
FOLDER = ROOT / "data"
TARGET = "survived"

# What `uv run predict` asks for: (default, what it means).
FLAGS = {
    "sex": ("male", "female or male"),
    "age": (float("nan"), "in years"),
    "pclass": (3, "ticket class, 1 to 3"),
    "sibsp": (0, "siblings and spouses on board"),
    "parch": (0, "parents and children on board"),
    "fare": (float("nan"), "price of the ticket in pounds of 1912"),
    "name": ("", 'as in "Brown, Mrs. Margaret": the title counts'),
}


class DataError(UserError):
    """A file of data that is missing or is not what it should be."""


def load(path: Path = FOLDER / "titanic.csv") -> pd.DataFrame:
    """Return the passengers, one a row; DataError if the file is missing or no such list.

    The lifeboat and the number of a body are left out: nobody knew them before the ship sank.
    """
    passengers = _table(path, [TARGET, *FLAGS])
    if not passengers[TARGET].isin([0, 1]).all():
        raise DataError(f"`{path.name}`: `{TARGET}` must be 0 or 1 in each row.")
    if not passengers["sex"].isin(["female", "male"]).all():
        raise DataError(f"`{path.name}`: `sex` must be `female` or `male` in each row.")
    return passengers.drop(columns=["boat", "body"], errors="ignore")


def ratings() -> pd.DataFrame:
    """Return who gave which film how many stars: one rating a row."""
    return _table(FOLDER / "ratings.csv", ["userId", "movieId", "rating"])


def films() -> pd.DataFrame:
    """Return the films that were rated: number, title and year."""
    return _table(FOLDER / "films.csv", ["movieId", "title", "year"])


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 400 handwritten digits: images (400, 14, 14) from 0 to 1, and what they show."""
    path = FOLDER / "digits.npz"
    try:
        with np.load(path, allow_pickle=False) as archive:
            return archive["images"] / 255, archive["labels"].astype(int)
    except (OSError, ValueError, KeyError):
        raise DataError(f"`{path}` is missing or damaged. Get it back with Git.") from None


def _table(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as problem:
        raise DataError(f"`{path}` cannot be read: {str(problem).splitlines()[0]}.") from None
    lacking = [column for column in columns if column not in table]
    if lacking:
        raise DataError(f"`{path.name}` has no column `{lacking[0]}`.")
    return table
