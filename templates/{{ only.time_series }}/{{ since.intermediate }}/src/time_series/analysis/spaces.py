"""What `uv run tune` may try for models that state no `space` of their own."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Trial


def ridge(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; in factors: 0.1 is to 1 as 10 is to 100."""
    return {"alpha": trial.suggest_float("alpha", 1e-3, 100.0, log=True)}


def ets(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next: one year to four, a trend or none."""
    days = trial.suggest_int("days", 364, 4 * 364, step=7)
    return {"days": days, "trend": trial.suggest_categorical("trend", [False, True])}
