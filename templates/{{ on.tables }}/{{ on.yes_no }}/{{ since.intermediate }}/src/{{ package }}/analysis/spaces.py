"""What `uv run tune` may try for models that state no `space` of their own."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Trial


def logistic_regression(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; C is searched in factors: 0.01 is to 0.1 as 1 is to 10."""
    return {"C": trial.suggest_float("C", 0.01, 100.0, log=True)}
