"""Turn what is known about a loan into what a model can use.

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
JOBS = {"fixed": "permanent", "partime": "part-time", "freelance": "freelance", "others": "other"}
HOMES = {"owner": "owner", "rent": "rent", "parents": "parents", "other": "other"}
HOMES |= {"priv": "priv"}  # nobody wrote down what this stands for


def row(loan: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the features of one loan.

    `time` in months, `seniority` in years, money in the unit of the data; a missing value is None,
    NaN or left out. A missing number stays NaN for the model to fill in, because the right filling
    is learned from the training data.
    """
    # What may be missing is looked up with `get`; the rest is there, or `check` refused it.
    income, expenses = number(loan.get("income")), float(loan["expenses"])
    amount, months = float(loan["amount"]), float(loan["time"])
    # Logarithms: the step from 1 to 2 years, or from 100 to 200, is as big as that from 10 to 20.
    return {
        "log_seniority": math.log1p(float(loan["seniority"])),
        "log_burden": math.log(burden(expenses, amount / months, income)),
        "log_assets": math.log1p(number(loan.get("assets"))),
        "log_debt": math.log1p(number(loan.get("debt"))),
        "log_amount": math.log(amount),
        "financed": amount / float(loan["price"]),  # the share that is borrowed, 0 to 1
        "job": JOBS.get(str(loan.get("job")), "unknown"),
        "home": HOMES.get(str(loan.get("home")), "unknown"),
        "records": "bad" if loan["records"] == "yes" else "none",
        # Whoever does not say what they earn is no average case: that alone tells something.
        "income": "not stated" if math.isnan(income) else "stated",
    }


def make(loans: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row of features for each loan, in the same order and with the same index."""
    import pandas as pd

    rows = [row(loan) for loan in loans.to_dict("records")]
    return pd.DataFrame(rows, index=loans.index, columns=NUMERIC + CATEGORICAL)


def number(value: float | None) -> float:
    """Return the value as a float, NaN where it is missing."""
    return math.nan if value is None else float(value)


def burden(expenses: float, instalment: float, income: float) -> float:
    """Return the share of the income that is gone before the month begins; at 1.0 nothing is left.

    The data hold no interest, so an instalment is the loan divided by the months. NaN where the
    income is not known.
    """
    return (expenses + instalment) / income
