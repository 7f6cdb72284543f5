"""Grow small trees one after the other, each mending what the ones before it got wrong.

LightGBM's settings explained: https://lightgbm.readthedocs.io/en/stable/Parameters.html
"""

from typing import TYPE_CHECKING, Any

from lightgbm import LGBMRegressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import make_pipeline

from ._steps import in_logs, prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["collections.OrderedDict", "lightgbm.basic.Booster", "lightgbm.sklearn.LGBMRegressor"]


def build(
    rounds: int = 500,
    learning_rate: float = 0.04,
    leaves: int = 12,
    min_leaf: int = 10,
    columns: float = 0.4,
    caution: float = 1.0,
) -> TransformedTargetRegressor:
    """Return the untrained model: each tree sees 0.7 of the rows and a share of the columns.

    Columns that say the same thing, such as two areas, so get their turn one after the other. A
    larger `caution` shrinks the answers of leaves that rest on few sales.
    """
    booster = LGBMRegressor(
        n_estimators=rounds,
        learning_rate=learning_rate,
        num_leaves=leaves,
        min_child_samples=min_leaf,
        subsample=0.7,
        subsample_freq=1,
        colsample_bytree=columns,
        reg_lambda=caution,
        random_state=0,
        n_jobs=1,
        deterministic=True,
        verbosity=-1,
    )
    # LightGBM wants to see the column names again when it answers; pandas keeps them.
    return in_logs(make_pipeline(prepare().set_output(transform="pandas"), booster))


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; a slower learner needs more rounds, so these stay."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.1, log=True),
        "leaves": trial.suggest_int("leaves", 4, 32),
        "min_leaf": trial.suggest_int("min_leaf", 3, 30),
        "columns": trial.suggest_float("columns", 0.2, 0.8),
        "caution": trial.suggest_float("caution", 0.1, 20.0, log=True),
    }
