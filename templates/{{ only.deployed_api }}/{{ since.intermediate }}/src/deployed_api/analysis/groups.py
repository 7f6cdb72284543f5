"""The groups of loans that `uv run explain` and `uv run threshold` look at one by one."""

import pandas as pd

from .. import features

# Where an unfair model would do harm; the other groups are for finding its mistakes. The model
# never sees these two columns. That is no reason not to look: others may tell them anyway.
FAIRNESS = ["age", "marital"]


def make(loans: pd.DataFrame) -> pd.DataFrame:
    """Return, for each loan, the name of the group it belongs to in each column."""
    made = features.make(loans)
    return pd.DataFrame(
        {
            "age": ages(loans),
            "marital": _marital(loans["marital"]),
            "job": made["job"].replace("unknown", "other").map("{} job".format),
            "home": made["home"].replace("unknown", "other").map("home: {}".format),
            "records": made["records"].map({"bad": "bad records", "none": "no records"}),
            "income": made["income"].map("income {}".format),
        }
    )


def ages(loans: pd.DataFrame) -> "pd.Series[str]":
    """Return the age group of each loan's owner."""
    names = ["age 18-25", "age 26-35", "age 36-50", "age 51+"]
    bands = pd.cut(pd.to_numeric(loans["age"]), [18, 26, 36, 51, 121], right=False, labels=names)
    return bands.astype(object).fillna("age unknown")


def _marital(words: "pd.Series[str]") -> "pd.Series[str]":
    """Join the smallest groups: of 38 divorced people hardly anything can be said."""
    alone = dict.fromkeys(["separated", "divorced", "widow"], "was married")
    return words.replace(alone).fillna("single")  # one is unknown
