"""Ask whether a model's probabilities can be taken at their word, and whether a curve on top helps.

Run it with `uv run calibrate`, or `uv run calibrate --model random_forest` for another model. It
looks at training loans only, each judged by a model that had not seen it.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import brier_score_loss, log_loss
from tqdm import tqdm

from .. import data, features, models, params, train
from ..errors import reported
from ..params import Params
from . import compare
from .charts import GOOD, INK, canvas
from .programs import add_places, write_reports

PLAIN = "as it is"
THIRD = "#7a5195"  # the colour of the third curve


@dataclass(frozen=True)
class Calibration:
    """What became of a model's probabilities with each method; nothing is on disk yet."""

    chances: dict[str, pd.Series]  # method -> probability of going bad for each training loan
    scores: dict[str, pd.DataFrame]  # method -> one row a fold: brier, log_loss
    actual: pd.Series  # 1 bad, 0 paid back


def calibrate(model: str, settings: Params) -> Calibration:
    """Return the model's answers as they are, and with each kind of curve on top.

    The model of the settings has its options from there, any other its defaults; the same each
    time, so that like is compared with like.
    """
    learn = data.split(data.load(), settings.seed).train
    table, actual = features.make(learn), learn[data.TARGET]
    options = options_of(model, settings)
    ways = {PLAIN: Params(settings.seed, model, options)}
    for method in models.module("calibrated").METHODS:
        on_top = {"base": model, "method": method, **options}
        ways[method] = Params(settings.seed, "calibrated", on_top)
    chances: dict[str, pd.Series] = {}
    scores: dict[str, pd.DataFrame] = {}
    for name, chosen in tqdm(ways.items(), unit="way", disable=None):
        chances[name] = pd.Series(np.nan, index=learn.index)
        rows = []
        for known, new in train.folds(settings.seed).split(table, actual):
            fitted = train.estimator(chosen).fit(table.iloc[known], actual.iloc[known])
            chances[name].iloc[new] = fitted.predict_proba(table.iloc[new])[:, 1]
            rows.append(_scores(actual.iloc[new], chances[name].iloc[new]))
        scores[name] = pd.DataFrame(rows)
    return Calibration(chances, scores, actual)


def options_of(model: str, settings: Params) -> dict[str, Any]:
    """Return the options of a model: those of the settings if it is their model."""
    return settings.options if model == settings.model else {}


def _scores(actual: pd.Series, chance: pd.Series) -> dict[str, float]:
    return {
        "brier": float(brier_score_loss(actual, chance)),
        "log_loss": float(log_loss(actual, chance)),
    }


def table_of(found: Calibration) -> str:
    """Return the scores as text, at most 80 characters wide; lower is better."""
    lines = [f"{'':<14}{'Brier':<19}{'log loss':<19}log loss against '{PLAIN}'"]
    plain = found.scores[PLAIN]
    for name, scores in found.scores.items():
        line = f"{name:<14}"
        for key in ("brier", "log_loss"):
            line += f"{scores[key].mean():.4f} +- {scores[key].std(ddof=0):.4f}   "
        if name != PLAIN:
            gain, margin = compare.lead(plain["log_loss"], scores["log_loss"])
            line += f"{-gain:+.4f}  " + _word(gain, margin)
        lines.append(line.rstrip())
    return "\n".join(lines)


def _word(gain: float, margin: float) -> str:
    if abs(gain) < margin:
        return "a tie"
    return "better" if gain > 0 else "worse"


def calibration_figure(actual: pd.Series, chances: dict[str, pd.Series], model: str) -> Figure:
    """Compare promise and outcome in ten groups of equal size, one curve for each way.

    `actual` is 0/1; `chances` holds probabilities of going bad from 0 to 1, in the same order.
    """
    title = "Can its probabilities be taken at their word?"
    about = f"{model.replace('_', ' ').capitalize()}, with and without a curve on top"
    figure, axes = canvas(title, about, height=5.4)
    for (name, chance), colour in zip(chances.items(), (INK, GOOD, THIRD), strict=False):
        look = {"n_bins": 10, "strategy": "quantile", "name": name, "color": colour}
        CalibrationDisplay.from_predictions(actual, chance, ax=axes, **look)
    axes.set_xlabel("probability of going bad that the model promised")
    axes.set_ylabel("share that went bad")
    return figure


def findings(found: Calibration, model: str) -> dict[str, Any]:
    """Return the curves as a picture and the scores as numbers, by file name."""
    scores = {name: each.mean().round(4).to_dict() for name, each in found.scores.items()}
    figure = calibration_figure(found.actual, found.chances, model)
    return {"calibrate.png": figure, "calibrate.json": {"model": model, "scores": scores}}


def main(argv: Sequence[str] | None = None) -> None:
    """Compare the probabilities of a model with and without a curve on top."""
    flags = argparse.ArgumentParser("calibrate", description=__doc__.splitlines()[0])
    flags.add_argument("--model", help="default: the one params.yaml names")
    add_places(flags)
    chosen = flags.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        model = chosen.model or settings.model
        if model == "calibrated":
            raise models.ModelError("`calibrated` has a curve already; name another `--model`.")
        found = calibrate(model, settings)
        chosen_options = [f"{key}: {value}" for key, value in options_of(model, settings).items()]
        about = ", ".join([model, *chosen_options, f"{train.FOLDS} folds (lower is better)"])
        print(about, table_of(found), sep="\n")
        write_reports(chosen.reports, findings(found, model))


if __name__ == "__main__":
    main()
