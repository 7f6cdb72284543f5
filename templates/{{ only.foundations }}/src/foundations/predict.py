"""Ask the trained model about one passenger.

Run it with `uv run predict --sex female --age 29 --pclass 1`, after `uv run train`.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import data, models, ready
from .errors import UserError, reported
from .features import NAMES, SCALED

MODEL = data.ROOT / "models" / "model.json"
LIMITS = {
    "age": (0, 120),
    "pclass": (1, 3),
    "sibsp": (0, 20),
    "parch": (0, 20),
    "fare": (0, 10_000),
}


def load_model(path: Path = MODEL) -> Any:
    """Return the trained model; UserError if there is none, or if the file is no model."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        model = models.build(content["params"]["model"])
        model.weights = np.array(content["weights"], dtype=float)
        for name in SCALED:
            scaler = ready.Scaler()
            scaler.mean_, scaler.spread_ = map(float, content["scales"][name])
            model.encoder.scalers[name] = scaler
            model.encoder.medians[name] = float(content["medians"][name])
    except FileNotFoundError:
        raise UserError(f"There is no `{path.name}` yet. Train first: uv run train") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(f"`{path.name}` holds no model to ask. Train one: uv run train") from None
    if model.weights.shape != (len(NAMES),):
        raise UserError(f"`{path.name}` is not of this version. Train again: uv run train")
    return model


def predict(model: Any, passenger: dict[str, Any]) -> float:
    """Return the probability that a passenger survived."""
    return float(model.probabilities(pd.DataFrame([passenger]))[0])


def _checked(passenger: dict[str, Any]) -> dict[str, Any]:
    if passenger["sex"] not in ("female", "male"):
        raise UserError(f"`--sex` must be female or male, not `{passenger['sex']}`.")
    for name, (low, high) in LIMITS.items():
        value, default = passenger[name], data.FLAGS[name][0]
        if value is not default and not low <= value <= high:
            raise UserError(f"`--{name}` must be from {low} to {high}, not `{value:g}`.")
    return passenger


def main(argv: Sequence[str] | None = None) -> None:
    """Print the probability of survival of the passenger that the flags describe."""
    parser = argparse.ArgumentParser("predict", description="Would this passenger have survived?")
    for name, (default, meaning) in data.FLAGS.items():
        shown = "unknown" if str(default) in ("", "nan") else default
        about = f"{meaning}; default: {shown}"
        parser.add_argument(f"--{name}", default=default, type=type(default), help=about)
    passenger = vars(parser.parse_args(argv))
    with reported():
        probability = predict(load_model(), _checked(passenger))
        age = "age unknown" if np.isnan(passenger["age"]) else f"age {passenger['age']:g}"
        who = f"{passenger['sex']}, {age}, class {passenger['pclass']}"
        print(f"A passenger ({who}) survived with a probability of {probability:.2f}.")


if __name__ == "__main__":
    main()
