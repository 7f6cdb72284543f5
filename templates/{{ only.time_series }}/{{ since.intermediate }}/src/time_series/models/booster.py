"""LightGBM: boosted trees that always split the leaf where it helps most.

Settings explained: https://lightgbm.readthedocs.io/en/stable/Parameters.html
"""

from typing import TYPE_CHECKING, Any

import pandas as pd
from lightgbm import LGBMRegressor
from sklearn.preprocessing import OrdinalEncoder

from ._base import Regression

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["collections.OrderedDict", "lightgbm.basic.Booster", "lightgbm.sklearn.LGBMRegressor"]


class ShareOfLevel(Regression):
    """Learns shares of the level instead of rides.

    A tree answers with means of what it has seen. So it never expects more than the busiest days
    of the past, at a station that becomes busier every year; a share has no such ceiling.
    """

    def unit(self, table: pd.DataFrame) -> "pd.Series[float]":
        """Return the mean of the last four weeks that are known, in thousands of rides."""
        return table["level"]


def build(
    n_estimators: int = 300,
    learning_rate: float = 0.05,
    num_leaves: int = 15,
    min_child_samples: int = 10,
    objective: str = "regression",
    alpha: float = 0.5,
) -> ShareOfLevel:
    """Return the untrained model; with `objective="quantile"` it learns the quantile `alpha`."""
    regressor = LGBMRegressor(
        n_estimators=n_estimators,
        learning_rate=learning_rate,
        num_leaves=num_leaves,
        min_child_samples=min_child_samples,
        objective=objective,
        alpha=alpha,
        random_state=0,
        n_jobs=1,
        deterministic=True,
        verbosity=-1,
    )
    # Trees need no zeros and ones: a number for each word will do; an unknown word is -1.
    words = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return ShareOfLevel(regressor, "passthrough", words)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "n_estimators": trial.suggest_int("n_estimators", 50, 400),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 4, 32, log=True),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, 40, log=True),
    }
