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
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer
from sklearn.model_selection import KFold, cross_validate

from . import data, features, models, params, plots
from .errors import reported
from .params import Params
from .question import BASELINES, SCORES

FOLDS = 10  # more folds: more data to learn from in each, and longer to wait


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: BaseEstimator  # a fitted scikit-learn regressor
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to the baselines; DataError or ModelError."""
    # First of all the test set is put away: what you tune on it, it can no longer judge.
    learn, exam = data.split(data.load(), params.seed)
    model = fit(estimator(params), learn)
    # The scores are those of other copies, each examined on a tenth that it has not learned from.
    metrics: dict[str, float] = {}
    for name in BASELINES:
        scores = cross_validated(models.build(name), learn, params.seed)
        metrics |= {f"baseline_{name}_{key}".removesuffix("_mean"): scores[key] for key in scores}
    scores = cross_validated(estimator(params), learn, params.seed)
    metrics |= {f"cv_{key}": scores[key] for key in scores}
    # The test set is looked at here, once, after every choice has been made.
    X_test, y_test = features.make(exam), exam[data.TARGET]
    for key, scorer in SCORES.items():
        metrics[f"test_{key}"] = abs(float(get_scorer(scorer)(model, X_test, y_test)))
    return Result(model, params, metrics, plots.figures(model, learn, folds(params.seed)))


def estimator(params: Params) -> BaseEstimator:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model = models.build(params.model, **params.options)
    found = model.get_params().items()
    # A forest draws rows by lot, for example: its seed makes that the same every time.
    seeds = [key for key, old in found if key.endswith("random_state") and old != "deprecated"]
    return model.set_params(**dict.fromkeys(seeds, params.seed))


def fit(model: BaseEstimator, rows: pd.DataFrame) -> BaseEstimator:
    """Train a model on these rows and return it; ModelError if an option has a bad value."""
    X_train, y_train = features.make(rows), rows[data.TARGET]
    try:
        return model.fit(X_train, y_train)  # the one line in which something is learned
    except ValueError as problem:  # scikit-learn says which option, and what it may be
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None


def folds(seed: int) -> KFold:
    """Return the way to deal the training set into ten parts, the same for every model."""
    # Shuffled, because files are often sorted: one part would hold all that is dear.
    return KFold(n_splits=FOLDS, shuffle=True, random_state=seed)


def cross_validated(model: BaseEstimator, rows: pd.DataFrame, seed: int) -> dict[str, float]:
    """Train on nine tenths, score on the last tenth, ten times: mean and std of the scores."""
    X, y, cv = features.make(rows), rows[data.TARGET], folds(seed)
    # Every fold trains a fresh copy, so what is learned from data never comes from the exam.
    runs = cross_validate(model, X, y, cv=cv, scoring=SCORES, error_score="raise")
    scores: dict[str, float] = {}
    for key in SCORES:
        values = abs(runs[f"test_{key}"])  # scikit-learn puts a minus before errors
        scores |= {f"{key}_mean": float(values.mean()), f"{key}_std": float(values.std())}
    return scores


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
    """Return the scores as text: those of the baselines, of our model, and on the test set."""
    keys = {name: f"baseline_{name}_{{}}" for name in BASELINES}
    keys |= {"cv": "cv_{}_mean", "std": "cv_{}_std", "test": "test_{}"}
    rows = [{head: result.metrics[key.format(k)] for head, key in keys.items()} for k in SCORES]
    return str(pd.DataFrame(rows, list(SCORES)).to_string(float_format="{:.3f}".format))


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        print(f"Baselines, {FOLDS}-fold cross-validation (cv) and test:", table(result), sep="\n")
        print("\nWrote:")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask the model: uv run predict")


if __name__ == "__main__":
    main()
