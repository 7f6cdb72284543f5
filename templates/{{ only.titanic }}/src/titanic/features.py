"""Turn what the passenger list says into what a model can use.

`row` works on one passenger and needs nothing but Python. `make` applies it to a whole table. So
a single prediction and the training run go through the same code and cannot disagree.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NUMERIC = ["age", "log_fare", "family_size"]
CATEGORICAL = ["sex", "title", "class_and_sex", "party", "port"]

# French and noble forms of the everyday titles. All that is left (Dr, Rev, Col, ...) is "Rare":
# eight reverends are too few to learn a number of their own from. A "Master" is a boy.
TITLES = {"Mr": "Mr", "Mrs": "Mrs", "Miss": "Miss", "Master": "Master", "Ms": "Miss"}
TITLES |= {"Mlle": "Miss", "Mme": "Mrs", "Lady": "Mrs", "Dona": "Mrs", "the Countess": "Mrs"}
PORTS = {"C": "Cherbourg", "Q": "Queenstown", "S": "Southampton"}
CLASSES = {1: "1st class", 2: "2nd class", 3: "3rd class"}


def row(passenger: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the features of one passenger: age in years, fare in pounds.

    What is missing is None, NaN or left out. A missing number stays NaN: what to put in its place
    is learned from the training data, so the model does it.
    """
    age, sex = number(passenger.get("age")), passenger["sex"]
    family = int(passenger["sibsp"]) + int(passenger["parch"]) + 1  # oneself
    return {
        "age": age,
        # A logarithm: from 5 to 10 pounds is as big a step as from 250 to 500.
        "log_fare": math.log1p(number(passenger.get("fare"))),
        "family_size": float(family),
        "sex": sex,
        "title": title(str(passenger.get("name")), sex, age),
        # Joined, because being a woman helped far more in 1st class than it did in 3rd.
        "class_and_sex": f"{CLASSES[int(passenger['pclass'])]} {sex}",
        "party": party(family),
        "port": PORTS.get(str(passenger.get("embarked")), "unknown"),
    }


def make(passengers: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row of features for each passenger, in the same order and with the same index."""
    import pandas as pd

    rows = [row(passenger) for passenger in passengers.to_dict("records")]
    return pd.DataFrame(rows, index=passengers.index, columns=NUMERIC + CATEGORICAL)


def number(value: float | None) -> float:
    """Return the value as a float, NaN where it is missing."""
    return math.nan if value is None else float(value)


def title(name: str, sex: str, age: float) -> str:
    """Return the title out of "Family name, Title. Given names"; without one, make a fair guess."""
    found, dot, _ = name.partition(",")[2].partition(".")
    if dot:
        return TITLES.get(found.strip(), "Rare")
    if sex == "male":
        return "Master" if age < 13 else "Mr"  # NaN < 13 is false: unknown age counts as grown up
    return "Miss" if age < 25 else "Mrs"


def party(family: int) -> str:
    """Group families by size, since 1, 3 and 8 people do not lie on one straight line."""
    if family == 1:
        return "alone"  # fared worse than small families
    return "family of 2-4" if family <= 4 else "family of 5+"  # large ones fared worst
