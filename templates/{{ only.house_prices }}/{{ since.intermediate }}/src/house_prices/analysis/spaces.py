"""What `uv run tune` may try for models that state no `space` of their own."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Trial


def ridge(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; alpha is searched in factors: 1 is to 10 as 10 is to 100."""
    return {"alpha": trial.suggest_float("alpha", 0.1, 1000.0, log=True)}


def nearest_sales(trial: "Trial") -> dict[str, Any]:
    """Return how many sales to ask next."""
    return {"sales": trial.suggest_int("sales", 1, 30)}
