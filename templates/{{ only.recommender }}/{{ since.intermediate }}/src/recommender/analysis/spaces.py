"""What `uv run tune` may try for models that state no `space` of their own."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Trial


def item_knn(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; both in factors: 10 is to 20 as 100 is to 200."""
    return {
        "neighbours": trial.suggest_int("neighbours", 5, 300, log=True),
        "shrinkage": trial.suggest_float("shrinkage", 0.1, 300.0, log=True),
    }
