"""Read the loans, check them, and split them into a training and a test set."""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from . import form
from .errors import UserError

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


class DataError(UserError):
    """A table of loans that is missing, damaged or not what it should be."""

    def __init__(self, sentence: str, errors: dict[str, str] | None = None) -> None:
        """Take the sentence for people and, where columns are at fault, a remark on each."""
        super().__init__(sentence)
        self.errors = errors or {}


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
    if "status" not in loans:
        raise DataError(f"`{path.name}` has no column `status`, so nothing can be learned.")
    _refuse(_others(loans["status"], ["good", "bad"]), "`good` or `bad`", path.name)
    return loans.assign(bad=(loans["status"] == "bad").astype(int)).drop(columns="status")


def read(path: Path) -> pd.DataFrame:
    """Read a CSV file, or raise DataError with the reason it cannot be read."""
    try:
        return pd.read_csv(path)
    except FileNotFoundError:
        hint = " Get it back with `git restore data/credit.csv`." if path == CSV else ""
        raise DataError(f"`{path}` does not exist.{hint}") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        raise DataError(f"`{path}` is damaged, or no CSV file in UTF-8.") from None


def check(loans: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the table with proper numbers in it, or raise DataError naming the first mistake.

    `source` is what the error message calls the table, for example its file name. The command
    line, a CSV file and a request to the service all go through here: one set of rules.
    """
    missing = [column for column in INPUTS if column not in loans]
    if missing:
        names = ", ".join(f"`{column}`" for column in missing)
        raise DataError(f"`{source}` lacks the column {names}.")
    if loans.empty:
        raise DataError(f"`{source}` has no loans in it.")
    loans = loans.copy()
    for column, (low, high, optional) in form.RANGES.items():
        values = _numbers(loans[column])
        good = values.between(low, high) | (optional & loans[column].isna())
        kind = "a whole number" if column in form.WHOLE else "a number"
        if column in form.WHOLE:
            good &= values % 1 == 0
        _refuse(loans.loc[~good, column], f"{kind} from {low} to {high}", source)
        loans[column] = values
    for column, (words, optional) in form.WORDS.items():
        given = loans[column].dropna() if optional else loans[column]
        _refuse(_others(given, words), "one of " + ", ".join(f"`{w}`" for w in words), source)
    # A loan pays for a part of something; nobody borrows more than the thing costs.
    _refuse(loans.loc[loans["amount"] > loans["price"], "amount"], "at most the `price`", source)
    return loans


def _numbers(values: "pd.Series[Any]") -> "pd.Series[float]":
    try:
        return pd.to_numeric(values, errors="coerce")  # words become NaN
    except OverflowError:  # a whole number with hundreds of digits
        return pd.to_numeric(values.astype(str), errors="coerce")


def _others(values: "pd.Series[str]", allowed: list[str]) -> "pd.Series[str]":
    return values[~values.isin(allowed)]


def _refuse(bad: "pd.Series[str]", expected: str, source: str) -> None:
    if len(bad):
        line, value = bad.index[0], bad.iloc[0]
        given = "empty" if pd.isna(value) else f"`{str(value)[:40]}`"
        mistake = f"must be {expected}, not {given}"
        where = f"`{source}`, loan {line + 1}"
        raise DataError(f"{where}: `{bad.name}` {mistake}.", {str(bad.name): mistake})


def split(loans: pd.DataFrame, seed: int) -> Split:
    """Deal loans into 80 % training and 20 % test, with the same share of bad ones in both.

    The same seed always gives the same two groups.
    """
    from sklearn.model_selection import train_test_split  # slow to import, so only when needed

    train, test = train_test_split(loans, test_size=0.2, random_state=seed, stratify=loans[TARGET])
    return Split(train, test)
