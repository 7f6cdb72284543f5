"""Logistic regression that also asks what became of the people who travelled together.

A party shared one ticket, and the list gives each of them the price of all: so an equal fare marks
people who belong together, and they mostly lived or died together. The share of survivors among
equal fares is learned from training passengers only, and for these from the other folds only
(scikit-learn's TargetEncoder does both), so nobody's own fate finds its way into their features.

It needs to know the fate of some passengers to tell that of others. For another ship, or for a
family that nobody is known of, it has no more to go by than `logistic_regression` has.
"""

from typing import TYPE_CHECKING, Any

from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import TargetEncoder

from ._columns import prepare

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = ["sklearn.model_selection._split.StratifiedKFold"]
FOLDS = StratifiedKFold(5, shuffle=True, random_state=42)  # by which the shares are learned


def build(C: float = 1.0) -> Pipeline:
    """Return the untrained model; a smaller C pulls all points closer to zero.

    How far a fare with few passengers is pulled towards everybody's share is learned ("auto"): not
    at all where all of them met the same end.
    """
    fate = TargetEncoder(target_type="binary", smooth="auto", cv=FOLDS)
    prepared = prepare((fate, ["log_fare"]), scale=True)
    return make_pipeline(prepared, LogisticRegression(C=C, max_iter=1000))


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {"C": trial.suggest_float("C", 0.1, 10.0, log=True)}
