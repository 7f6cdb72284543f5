"""LightGBM: boosted trees that always split the leaf where it helps most.

Settings explained: https://lightgbm.readthedocs.io/en/stable/Parameters.html
"""

from typing import TYPE_CHECKING, Any

from lightgbm import LGBMClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["collections.OrderedDict", "lightgbm.basic.Booster", "lightgbm.sklearn.LGBMClassifier"]


def build(
    rounds: int = 80,
    learning_rate: float = 0.08,
    leaves: int = 7,
    rows: float = 0.8,
    caution: float = 1.0,
) -> Pipeline:
    """Return the untrained model: each tree sees a share `rows` of the rows.

    A larger `caution` shrinks the answers of leaves that rest on few rows.
    """
    booster = LGBMClassifier(
        n_estimators=rounds,
        learning_rate=learning_rate,
        num_leaves=leaves,
        subsample=rows,
        subsample_freq=1,
        reg_lambda=caution,
        random_state=0,
        n_jobs=1,
        deterministic=True,
        verbosity=-1,
    )
    # LightGBM wants to see the column names again when it answers; pandas keeps them.
    return make_pipeline(prepare().set_output(transform="pandas"), booster)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "rounds": trial.suggest_int("rounds", 20, 150),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "leaves": trial.suggest_int("leaves", 3, 16),
        "rows": trial.suggest_float("rows", 0.5, 1.0),
        "caution": trial.suggest_float("caution", 0.1, 20.0, log=True),
    }
