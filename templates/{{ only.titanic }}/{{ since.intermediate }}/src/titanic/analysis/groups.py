"""The groups of passengers that `uv run explain` looks at one by one."""

import pandas as pd

from .. import features

# Where an unfair model would do harm; the other groups are for finding its mistakes.
FAIRNESS = ["sex", "class"]


def make(passengers: pd.DataFrame) -> pd.DataFrame:
    """Return, for each passenger, the name of the group they belong to in each column."""
    made = features.make(passengers)
    names = ["age 0-12", "age 13-29", "age 30-49", "age 50+"]
    ages = pd.cut(made["age"], [0, 13, 30, 50, 121], right=False, labels=names)
    return pd.DataFrame(
        {
            "sex": passengers["sex"].map({"female": "women and girls", "male": "men and boys"}),
            "class": passengers["pclass"].map(features.CLASSES),
            "age": ages.astype(object).fillna("age unknown"),
            "party": made["party"],
            "port": made["port"],
        }
    )
