"""Ask many trees, each grown on another sample of the rows, and take the average answer."""

from typing import TYPE_CHECKING, Any

from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["sklearn.tree._tree.Tree"]


def build(trees: int = 150, min_leaf: int = 3, max_features: float = 0.3) -> Pipeline:
    """Return the untrained forest; `min_leaf` rows at least decide together in each leaf."""
    forest = RandomForestClassifier(
        n_estimators=trees, min_samples_leaf=min_leaf, max_features=max_features
    )
    return make_pipeline(prepare(), forest)


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next: more trees never hurt, so their number is left alone."""
    return {
        "min_leaf": trial.suggest_int("min_leaf", 1, 20),
        "max_features": trial.suggest_float("max_features", 0.1, 1.0),
    }
