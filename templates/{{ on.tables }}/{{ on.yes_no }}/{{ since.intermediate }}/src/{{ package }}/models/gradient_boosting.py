"""Grow small trees one after the other, each mending what the ones before it got wrong."""

from typing import TYPE_CHECKING, Any

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]


def build(
    rounds: int = 60, learning_rate: float = 0.08, leaves: int = 6, min_leaf: int = 20
) -> Pipeline:
    """Return the untrained model: `rounds` trees with at most `leaves` leaves each."""
    boosting = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=learning_rate,
        max_leaf_nodes=leaves,
        min_samples_leaf=min_leaf,
        early_stopping=False,
    )
    return make_pipeline(prepare(), boosting)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "rounds": trial.suggest_int("rounds", 20, 120),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.3, log=True),
        "leaves": trial.suggest_int("leaves", 3, 16),
        "min_leaf": trial.suggest_int("min_leaf", 5, 50),
    }
