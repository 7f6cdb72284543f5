"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import skops.io
from matplotlib.figure import Figure

from . import data, evaluate, models, params, plots
from .errors import reported
from .evaluate import ORIGINS
from .models._base import Forecaster
from .params import Params

BASELINES = ["weekly_naive", "last_year", "weekday_median"]
SCORES = ["mase", "smape"]


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Forecaster  # trained on all days
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to the baselines; DataError or ModelError."""
    rides = data.load()
    # The last year is the exam. Look at it once, after every choice has been made; what you
    # choose by is the year before. A random part of the days would be no exam: see the notebook.
    year_before = evaluate.origins(len(rides), skip=ORIGINS)
    metrics: dict[str, float] = {}
    for name in BASELINES:
        scores = measure(models.build(name), rides, year_before)
        metrics |= {f"baseline_{name}_{key}".removesuffix("_mean"): scores[key] for key in scores}
    model = estimator(params)
    scores = measure(model, rides, year_before)
    metrics |= {f"cv_{key}": scores[key] for key in scores}
    exam = evaluate.backtest(model, rides, evaluate.origins(len(rides)))
    metrics |= {f"test_{key}": float(evaluate.scores(exam)[key].mean()) for key in SCORES}
    # It has been measured, now it works: the model that is kept may learn from all days.
    return Result(model.fit(rides), params, metrics, plots.figures(model, rides, exam))


def estimator(params: Params) -> Forecaster:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model: Forecaster = models.build(params.model, **params.options)
    # A forest draws days by lot, for example: its seed makes that the same every time.
    seeds = [key for key in model.get_params() if key.endswith("random_state")]
    model.set_params(**dict.fromkeys(seeds, params.seed))
    return model


def measure(model: Forecaster, rides: "pd.Series[float]", cuts: list[int]) -> dict[str, float]:
    """Return mean and standard deviation of the scores over these origins."""
    try:
        scores = evaluate.scores(evaluate.backtest(model, rides, cuts))
    except ValueError as problem:  # scikit-learn says which option, and what it may be
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None
    kinds = {"mean": scores.mean(), "std": scores.std()}
    return {f"{key}_{kind}": float(kinds[kind][key]) for key in SCORES for kind in kinds}


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, metrics_file = root / "models" / "model.skops", root / "reports" / "metrics.json"
    for file in (model_file, metrics_file):
        file.parent.mkdir(parents=True, exist_ok=True)
    # skops, because opening a pickle from somebody else can run any program they hid in it.
    skops.io.dump(result.model, model_file)
    with zipfile.ZipFile(model_file, "a") as archive:  # what it learned with, for who asks later
        archive.writestr("trained.json", json.dumps(vars(result.params)))
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(metrics_file.with_name(f"{name}.png"))
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text: those of the baselines, of our model, and of the last year."""
    keys = {name: f"baseline_{name}_{{}}" for name in BASELINES}
    keys |= {"cv": "cv_{}_mean", "std": "cv_{}_std", "test": "test_{}"}
    rows = [{head: result.metrics[key.format(k)] for head, key in keys.items()} for k in SCORES]
    return str(pd.DataFrame(rows, SCORES).to_string(float_format="{:.3f}".format))


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        print(f"Means of {ORIGINS} forecasts a year: baselines and our model (cv), then the last")
        print("year (test):", table(result), sep="\n")
        print("\nWrote:")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask what comes next: uv run predict")


if __name__ == "__main__":
    main()
