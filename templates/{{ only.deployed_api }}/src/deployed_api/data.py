"""Read the loans, check them, and split them into a training and a test set."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from . import form, tables

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "credit.csv"

TARGET = "bad"  # 1: the loan went bad, 0: it was paid back

# What the model may look at: all of it can be known on the day somebody asks for the loan.
INPUTS = [
    "seniority",
    "home",
    "job",
    "records",
    "expenses",
    "income",
    "assets",
    "debt",
    "amount",
    "price",
    "time",
]

# In the file, but kept from the model: in many countries a bank must not refuse people for these.
# They stay in the table so that we can measure how the model treats each group.
WITHHELD = ["age", "marital"]


RULES = tables.Rules("loan", INPUTS, form.RANGES, form.WHOLE, form.WORDS)


class Split(NamedTuple):
    """Loans to learn from, and loans kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


def load(path: Path = CSV) -> pd.DataFrame:
    """Return all loans, one a row, with the column `bad` (1 or 0) in place of `status`.

    Times are in months, seniority in years; money is in the file's own unit, which nobody wrote
    down. What is missing stays missing: filling it in is learned from the training data, so it
    is part of the model. Raises DataError if the file is missing, unreadable or no list of loans.
    """
    loans = check(read(path), path.name)
    tables.require(loans, ["status"], path.name)
    wrong = ~loans["status"].isin(["good", "bad"])
    tables.refuse(loans.loc[wrong, "status"], "`good` or `bad`", f"`{path.name}`, loan")
    return loans.assign(bad=(loans["status"] == "bad").astype(int)).drop(columns="status")


def read(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file as it stands there."""
    return tables.read(path, [*INPUTS, *WITHHELD, "status"])


def check(loans: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the loans if all they say makes sense; DataError names the first mistake.

    The command line, a CSV file and a request to the service all go through here: one set of rules.
    """
    loans = tables.check(loans, source, RULES)
    # A loan pays for a part of something; nobody borrows more than the thing costs.
    more = loans["amount"] > loans["price"]
    tables.refuse(loans.loc[more, "amount"], "at most the `price`", f"`{source}`, loan")
    return loans


def split(loans: pd.DataFrame, seed: int) -> Split:
    """Deal loans into 80 % training and 20 % test, with the same share of bad ones in both.

    The same seed always gives the same two groups.
    """
    from sklearn.model_selection import (
        train_test_split,  # slow to import, so only when needed
    )

    train, test = train_test_split(loans, test_size=0.2, random_state=seed, stratify=loans[TARGET])
    return Split(train, test)
