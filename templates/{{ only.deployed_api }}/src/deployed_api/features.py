"""Turn what is known about a loan into what a model can use: one small function per idea.

`row` works on one loan and needs nothing but Python. `make` applies it to a whole table. So a
request to the service and the training run go through the same code and cannot disagree.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NUMERIC = ["log_seniority", "log_burden", "log_assets", "log_debt", "log_amount", "financed"]
CATEGORICAL = ["job", "home", "records", "income"]

# The file's words, said a little better. What is missing, and "ignore", is unknown.
JOBS = {
    "fixed": "permanent",
    "partime": "part-time",
    "freelance": "freelance",
    "others": "other",
}
HOMES = {
    "owner": "owner",
    "rent": "rent",
    "parents": "parents",
    "priv": "priv",  # nobody wrote down what this stands for
    "other": "other",
}


def row(loan: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the features of one loan.

    `time` in months, `seniority` in years, money in the unit of the data; a missing value is None,
    NaN or left out. A missing number stays NaN for the model to fill in, because the right filling
    is learned from the training data.
    """
    income = number(loan.get("income"))
    amount, price = float(loan["amount"]), float(loan["price"])
    rate = instalment(amount, float(loan["time"]))
    return {
        "log_seniority": math.log1p(float(loan["seniority"])),
        "log_burden": log_burden(float(loan["expenses"]), rate, income),
        "log_assets": math.log1p(number(loan.get("assets"))),
        "log_debt": math.log1p(number(loan.get("debt"))),
        "log_amount": math.log(amount),
        "financed": amount / price,
        "job": JOBS.get(text(loan.get("job")), "unknown"),
        "home": HOMES.get(text(loan.get("home")), "unknown"),
        "records": "bad" if loan["records"] == "yes" else "none",
        "income": "not stated" if math.isnan(income) else "stated",
    }


def make(loans: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row of features for each loan, in the same order and with the same index."""
    import pandas as pd

    columns = [str(column) for column in loans.columns]
    entries = loans.itertuples(index=False, name=None)
    rows = [row(dict(zip(columns, entry, strict=True))) for entry in entries]
    return pd.DataFrame(rows, index=loans.index, columns=NUMERIC + CATEGORICAL)


def number(value: float | None) -> float:
    """Return the value as a float, NaN where it is missing."""
    return math.nan if value is None else float(value)


def text(value: str | float | None) -> str:
    """Return the value as text, empty where it is missing (pandas marks that with a NaN)."""
    return value if isinstance(value, str) else ""


def instalment(amount: float, months: float) -> float:
    """Return what has to be paid back each month. The data hold no interest, so there is none."""
    return amount / months


def log_burden(expenses: float, rate: float, income: float) -> float:
    """Return the logarithm of the share of the income that is gone before the month begins.

    That share is (expenses + instalment) / income: at 1.0 nothing is left. The logarithm makes the
    step from 0.5 to 1.0 as big as the one from 1.0 to 2.0. NaN where the income is not known.
    """
    gone = expenses + rate
    return math.log(gone / income)
