"""CatBoost: boosted trees that ask the same question everywhere on one level.

Settings explained: https://catboost.ai/docs/en/references/training-parameters/
"""

from typing import TYPE_CHECKING, Any

from catboost import CatBoostClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["catboost.core.CatBoostClassifier"]


def build(
    rounds: int = 100,
    learning_rate: float = 0.08,
    depth: int = 4,
    rows: float = 0.8,
    caution: float = 3.0,
) -> Pipeline:
    """Return the untrained model: each tree sees a share `rows` of the rows.

    A larger `caution` shrinks the answers of leaves that rest on few rows.
    """
    booster = CatBoostClassifier(
        iterations=rounds,
        learning_rate=learning_rate,
        depth=depth,
        bootstrap_type="Bernoulli",
        subsample=rows,
        l2_leaf_reg=caution,
        random_state=0,
        thread_count=1,
        verbose=False,
        allow_writing_files=False,
    )
    return make_pipeline(prepare(), booster)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "rounds": trial.suggest_int("rounds", 20, 150),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "depth": trial.suggest_int("depth", 2, 6),
        "rows": trial.suggest_float("rows", 0.5, 1.0),
        "caution": trial.suggest_float("caution", 0.5, 20.0, log=True),
    }
