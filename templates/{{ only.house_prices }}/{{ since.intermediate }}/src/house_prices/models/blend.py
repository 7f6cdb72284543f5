"""Ask two models that err in different ways, and take an answer between theirs.

The ridge goes on in a straight line where no house has been seen; trees cannot, but they see that
a second garage is worth nothing to a hut. Where one is too high, the other often is not.
"""

from typing import TYPE_CHECKING, Any

from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import VotingRegressor

from . import boosting, ridge
from ._steps import in_logs

if TYPE_CHECKING:
    from optuna import Trial

TRUSTED = [*boosting.TRUSTED, "sklearn.utils._bunch.Bunch"]  # the two by their names


def build(share: float = 0.6, alpha: float = 10.0, **options: float) -> TransformedTargetRegressor:
    """Return the untrained model: `share` of the answer is that of `boosting`, with its options."""
    models = {"ridge": ridge.build(alpha), "boosting": boosting.build(**options)}  # type: ignore[arg-type]
    inside = [(name, model.regressor) for name, model in models.items()]  # what works on logs
    return in_logs(VotingRegressor(inside, weights=[1 - share, share]))


def space(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {"share": trial.suggest_float("share", 0.2, 0.9)} | boosting.space(trial)
