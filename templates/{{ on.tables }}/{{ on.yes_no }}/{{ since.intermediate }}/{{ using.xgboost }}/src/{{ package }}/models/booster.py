"""XGBoost: boosted trees that also pay a price for every leaf and for every bold answer.

Settings explained: https://xgboost.readthedocs.io/en/stable/parameter.html
"""

from typing import TYPE_CHECKING, Any

from sklearn.pipeline import Pipeline, make_pipeline
from xgboost import XGBClassifier

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["xgboost.core.Booster", "xgboost.sklearn.XGBClassifier"]


def build(
    rounds: int = 80,
    learning_rate: float = 0.08,
    depth: int = 3,
    rows: float = 0.8,
    caution: float = 1.0,
) -> Pipeline:
    """Return the untrained model: each tree sees a share `rows` of the rows.

    A larger `caution` shrinks the answers of leaves that rest on few rows.
    """
    booster = XGBClassifier(
        n_estimators=rounds,
        learning_rate=learning_rate,
        max_depth=depth,
        subsample=rows,
        reg_lambda=caution,
        random_state=0,
        n_jobs=1,
    )
    return make_pipeline(prepare(), booster)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "rounds": trial.suggest_int("rounds", 20, 150),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "depth": trial.suggest_int("depth", 2, 6),
        "rows": trial.suggest_float("rows", 0.5, 1.0),
        "caution": trial.suggest_float("caution", 0.1, 20.0, log=True),
    }
