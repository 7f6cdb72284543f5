"""Read the loans, check them, and split them into a training and a test set."""

from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

from . import form, tables

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "credit.csv"
TARGET = "bad"  # 1: the loan went bad, 0: it was paid back

# What the model may look at: all of it can be known on the day somebody asks for the loan.
# `uv run predict` asks for the same things as the service: (default, what it means).
FLAGS = {
    name: (field.examples[0] if field.examples and field.is_required() else None, field.description)
    for name, field in form.Loan.model_fields.items()
}
INPUTS, RULES = list(FLAGS), form.RULES
GAPS = [name for name in INPUTS if not form.Loan.model_fields[name].is_required()]  # may lack
# In the file, but kept from the model: in many countries a bank must not refuse people for these.
# They stay in the table so that we can measure how the model treats each group.
WITHHELD = ["age", "marital"]
COLUMNS = [*INPUTS, *WITHHELD, "status"]


def load(path: Path = CSV) -> pd.DataFrame:
    """Return all loans, one a row, with the column `bad` (1 or 0) in place of `status`.

    Times are in months, seniority in years; money is in the file's own unit, which nobody wrote
    down. What is missing stays missing: filling it in is learned from the training data, so it
    is part of the model. Raises DataError if the file is missing, unreadable or no list of loans.
    """
    loans = check(tables.read(path, COLUMNS), path.name)
    loans = tables.check(loans, path.name, {"status": ["good", "bad"]})
    return loans.assign(bad=(loans["status"] == "bad").astype(int)).drop(columns="status")


def check(loans: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the loans if all they say makes sense; DataError names the first mistake."""
    loans = tables.check(loans, source, RULES, GAPS)
    # A loan pays for a part of something; nobody borrows more than the thing costs.
    more = loans["amount"] > loans["price"]
    tables.refuse(loans.loc[more, "amount"], "at most the `price`", source)
    return loans


def split(loans: pd.DataFrame, seed: int) -> tables.Split:
    """Deal loans into 80 % training and 20 % test; the same seed deals the same way."""
    bad = loans[TARGET]  # stratify: the same share of bad ones in both
    halves = train_test_split(loans, test_size=0.2, random_state=seed, stratify=bad)
    return tables.Split(*halves)
