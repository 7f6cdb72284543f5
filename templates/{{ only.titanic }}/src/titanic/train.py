"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, cross_validate

from . import data, features, models, params, plots, predict
from .errors import reported
from .params import Params

BASELINES = ["majority", "sex_rule"]
FOLDS = 5


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: BaseEstimator  # a fitted scikit-learn classifier
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to the baselines. Writes nothing.

    Raises DataError for bad data and ModelError for an unknown model or unfit options.
    """
    passengers = data.load()
    learn, exam = data.split(passengers, params.seed)
    model = fit(estimator(params), learn)
    metrics: dict[str, float] = {}
    for name in BASELINES:
        scores = cross_validated(models.build(name), learn, params.seed)
        for key, value in scores.items():
            metrics[f"baseline_{name}_{key.removesuffix('_mean')}"] = value
    scores = cross_validated(estimator(params), learn, params.seed)
    metrics |= {f"cv_{key}": value for key, value in scores.items()}
    # The test set is looked at here, once, after every choice has been made.
    answers = predict.predict(model, exam).assign(actual=exam[data.TARGET])
    metrics["test_accuracy"] = float(accuracy_score(answers["actual"], answers["survived"]))
    metrics["test_roc_auc"] = float(roc_auc_score(answers["actual"], answers["probability"]))
    return Result(model, params, metrics, _figures(model, params, passengers, learn, answers))


def estimator(params: Params) -> BaseEstimator:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model = models.build(params.model, **params.options)
    found = model.get_params().items()
    seeds = [key for key, old in found if key.endswith("random_state") and old != "deprecated"]
    return model.set_params(**dict.fromkeys(seeds, params.seed))


def fit(model: BaseEstimator, passengers: pd.DataFrame) -> BaseEstimator:
    """Train a model on these passengers and return it; ModelError if an option has a bad value."""
    try:
        return model.fit(features.make(passengers), passengers[data.TARGET])
    except ValueError as problem:
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None


def folds(seed: int) -> StratifiedKFold:
    """Return the way to deal the training set into five parts, the same for every model."""
    return StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=seed)


def cross_validated(model: BaseEstimator, passengers: pd.DataFrame, seed: int) -> dict[str, float]:
    """Train on four fifths, score on the last fifth, five times: mean and spread of the scores.

    Accuracy is the share of right answers; ROC AUC is the chance that a survivor gets a higher
    probability than a victim. Both go from 0 to 1. The spread is the standard deviation.
    """
    runs = cross_validate(
        model,
        features.make(passengers),
        passengers[data.TARGET],
        cv=folds(seed),
        scoring=["accuracy", "roc_auc"],
        error_score="raise",
    )
    scores = {}
    for key in ("accuracy", "roc_auc"):
        scores[f"{key}_mean"] = float(np.mean(runs[f"test_{key}"]))
        scores[f"{key}_std"] = float(np.std(runs[f"test_{key}"]))
    return scores


def _figures(
    model: BaseEstimator,
    params: Params,
    everyone: pd.DataFrame,
    learn: pd.DataFrame,
    answers: pd.DataFrame,
) -> dict[str, Figure]:
    unseen = cross_val_predict(
        estimator(params),
        features.make(learn),
        learn[data.TARGET],
        cv=folds(params.seed),
        method="predict_proba",
    )
    figures = {
        "survival_by_sex_and_class": plots.survival_by_sex_and_class(everyone),
        "confusion_matrix": plots.confusion_matrix(answers, params.model),
        "calibration": plots.calibration(learn[data.TARGET], unseen[:, 1], params.model),
    }
    weights = weights_of(model)
    if weights:
        names, values = list(weights), list(weights.values())
        figures["coefficients"] = plots.coefficients(names, values, params.model)
    return figures


def weights_of(model: BaseEstimator) -> dict[str, float]:
    """Return the points a linear model gives each feature, in log-odds; empty for other models."""
    if not hasattr(model, "steps") or not hasattr(model[-1], "coef_"):
        return {}
    names = [_readable(name) for name in model[:-1].get_feature_names_out()]
    return dict(zip(names, model[-1].coef_[0].tolist(), strict=True))


def _readable(feature: str) -> str:
    for column in features.CATEGORICAL:
        if feature.startswith(column + "_") and feature not in features.NUMERIC:
            return f"{column}: {feature.removeprefix(column + '_')}".replace("_", " ")
    return f"{feature} (one std up)".replace("_", " ")


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, reports = root / "models" / "model.skops", root / "reports"
    model_file.parent.mkdir(parents=True, exist_ok=True)
    reports.mkdir(parents=True, exist_ok=True)
    # skops, because opening a pickle from somebody else can run any program they hid in it.
    skops.io.dump(result.model, model_file)
    with zipfile.ZipFile(model_file, "a") as file:  # what it learned with, for whoever asks later
        file.writestr("trained.json", json.dumps(asdict(result.params)))
    metrics_file = reports / "metrics.json"
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as a small text table, at most 80 characters wide."""
    lines = [f"{'5-fold cross-validation':<26}{'accuracy':>16}{'ROC AUC':>18}"]
    rows = [(name, f"baseline_{name}", "") for name in BASELINES]
    for name, prefix, mean in [*rows, (result.params.model, "cv", "_mean")]:
        line = f"  {name:<24}"
        for key in (f"{prefix}_accuracy", f"{prefix}_roc_auc"):
            line += f"{result.metrics[key + mean]:>9.3f} +- {result.metrics[key + '_std']:.3f}  "
        lines.append(line.rstrip())
    accuracy, auc = result.metrics["test_accuracy"], result.metrics["test_roc_auc"]
    lines += ["", f"{'Test set':<26}{accuracy:>9.3f}{auc:>18.3f}"]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        print(table(result), end="\n\nWrote:\n")
        for path in save(result, data.ROOT):
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask about somebody:")
        print("  uv run predict --sex female --age 29 --pclass 1")


if __name__ == "__main__":
    main()
