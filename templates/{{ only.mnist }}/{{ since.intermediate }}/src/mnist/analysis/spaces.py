"""What `uv run tune` may try, one function per model; a model may also bring its own `space`."""

from typing import TYPE_CHECKING, Any

from ..models import _schedules as schedules

if TYPE_CHECKING:
    from optuna import Trial


def logistic_regression(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next; C is searched in factors: 0.01 is to 0.1 as 1 is to 10."""
    return {"C": trial.suggest_float("C", 0.001, 10.0, log=True)}


def cnn(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next. The epochs stay: more of them nearly always wins."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.001, 0.05, log=True),
        "width": trial.suggest_int("width", 8, 24, step=4),
        "dropout": trial.suggest_float("dropout", 0.0, 0.6),
        "shift": trial.suggest_int("shift", 0, 3),
    }


def mlp(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.0005, 0.05, log=True),
        "width": trial.suggest_int("width", 64, 512, step=64),
        "dropout": trial.suggest_float("dropout", 0.0, 0.6),
        "shift": trial.suggest_int("shift", 0, 3),
    }


def cnn_still(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next: those of `cnn` without the shift."""
    return {key: value for key, value in cnn(trial).items() if key != "shift"}


def cnn_distorted(trial: "Trial") -> dict[str, Any]:
    """Return the options to try next."""
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.001, 0.05, log=True),
        "dropout": trial.suggest_float("dropout", 0.0, 0.6),
        "degrees": trial.suggest_float("degrees", 0.0, 20.0),
        "stretch": trial.suggest_float("stretch", 0.0, 0.25),
        "slant": trial.suggest_float("slant", 0.0, 0.4),
        "shift": trial.suggest_float("shift", 0.0, 3.0),
        "schedule": trial.suggest_categorical("schedule", sorted(schedules.KNOWN)),
    }
