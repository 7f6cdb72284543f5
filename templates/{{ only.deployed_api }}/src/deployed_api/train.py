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
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, cross_validate

from . import data, features, models, params, plots, predict
from .errors import reported
from .params import Params

BASELINES = ["majority", "records_rule"]
FOLDS = 5

# Our name for each score, and scikit-learn's. There a higher score is always the better one, so it
# turns log loss and Brier score, which are errors, upside down; `cross_validated` turns them back.
SCORES = {
    "roc_auc": "roc_auc",
    "log_loss": "neg_log_loss",
    "brier": "neg_brier_score",
    "accuracy": "accuracy",
}
HEADS = ["ROC AUC", "log loss", "Brier", "accuracy"]


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
    learn, exam = data.split(data.load(), params.seed)
    model = fit(estimator(params), learn)
    metrics: dict[str, float] = {}
    for name in BASELINES:
        scores = cross_validated(models.build(name), learn, params.seed)
        for key, value in scores.items():
            metrics[f"baseline_{name}_{key.removesuffix('_mean')}"] = value
    scores = cross_validated(estimator(params), learn, params.seed)
    metrics |= {f"cv_{key}": value for key, value in scores.items()}
    # The test set is looked at here, once, after every choice has been made.
    metrics |= _examined(exam[data.TARGET], predict.predict(model, exam)["probability"])
    return Result(model, params, metrics, _figures(model, params, learn))


def _examined(actual: pd.Series, probability: pd.Series) -> dict[str, float]:
    return {
        "test_roc_auc": float(roc_auc_score(actual, probability)),
        "test_log_loss": float(log_loss(actual, probability)),
        "test_brier": float(brier_score_loss(actual, probability)),
        "test_accuracy": float(accuracy_score(actual, probability >= 0.5)),
    }


def estimator(params: Params) -> BaseEstimator:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model = models.build(params.model, **params.options)
    found = model.get_params().items()
    seeds = [key for key, old in found if key.endswith("random_state") and old != "deprecated"]
    return model.set_params(**dict.fromkeys(seeds, params.seed))


def fit(model: BaseEstimator, loans: pd.DataFrame) -> BaseEstimator:
    """Train a model on these loans and return it; ModelError if an option has a bad value."""
    try:
        return model.fit(features.make(loans), loans[data.TARGET])
    except ValueError as problem:
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None


def folds(seed: int) -> StratifiedKFold:
    """Return the way to deal the training set into five parts, the same for every model."""
    return StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=seed)


def cross_validated(model: BaseEstimator, loans: pd.DataFrame, seed: int) -> dict[str, float]:
    """Train on four fifths, score on the last fifth, five times: mean and spread of the scores.

    README.md explains the four scores. The spread is the standard deviation over the five parts.
    """
    runs = cross_validate(
        model,
        features.make(loans),
        loans[data.TARGET],
        cv=folds(seed),
        scoring=SCORES,
        error_score="raise",
    )
    scores = {}
    for key in SCORES:
        values = np.abs(runs[f"test_{key}"])  # errors come with a minus
        scores[f"{key}_mean"] = float(np.mean(values))
        scores[f"{key}_std"] = float(np.std(values))
    return scores


def _figures(model: BaseEstimator, params: Params, learn: pd.DataFrame) -> dict[str, Figure]:
    """Draw what the model does on training loans; each is judged by a model new to it."""
    unseen = cross_val_predict(
        estimator(params),
        features.make(learn),
        learn[data.TARGET],
        cv=folds(params.seed),
        method="predict_proba",
    )
    actual, probability = learn[data.TARGET], unseen[:, 1]
    figures = {
        "bad_by_job_and_records": plots.bad_by_job_and_records(learn),
        "probabilities": plots.probabilities(actual, probability, params.model),
        "calibration": plots.calibration(actual, probability, params.model),
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
        if feature.startswith(column + "_"):
            return f"{column}: {feature.removeprefix(column + '_')}"
    return f"{feature.removeprefix('log_')} (one std up)"


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
    lines = [f"{'5 folds':<20}" + "".join(f"{head:<15}" for head in HEADS).rstrip()]
    rows = [(name, f"baseline_{name}", "") for name in BASELINES]
    for name, prefix, mean in [*rows, (result.params.model, "cv", "_mean")]:
        line = f"{name:<20}"
        for key in (f"{prefix}_{score}" for score in SCORES):
            spread = result.metrics[key + "_std"]
            line += f"{result.metrics[key + mean]:.3f} +- {spread:.3f} "
        lines.append(line.rstrip())
    exam = "".join(f"{result.metrics[f'test_{score}']:<15.3f}" for score in SCORES)
    return "\n".join([*lines, "", f"{'Test set':<20}{exam.rstrip()}"])


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
        print("\nLook at the pictures in reports/, then start the service:")
        print("  uv run app")


if __name__ == "__main__":
    main()
