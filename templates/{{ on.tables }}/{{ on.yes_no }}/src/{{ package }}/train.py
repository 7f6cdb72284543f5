"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
import skops.io
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.metrics import get_scorer
from sklearn.model_selection import StratifiedKFold, cross_validate

from . import data, features, models, params, plots
from .errors import reported
from .params import Params
from .question import BASELINES, SCORES

FOLDS = 5


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: BaseEstimator  # a fitted scikit-learn classifier
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]


def train(params: Params) -> Result:
    """Train the model that `params` ask for, next to the baselines; DataError or ModelError."""
    # First of all the test set is put away: what you tune on it, it can no longer judge.
    learn, exam = data.split(data.load(), params.seed)
    model = fit(estimator(params), learn)
    metrics: dict[str, float] = {}
    for name in BASELINES:
        for key, value in cross_validated(models.build(name), learn, params.seed).items():
            metrics[f"baseline_{name}_{key.removesuffix('_mean')}"] = value
    for key, value in cross_validated(estimator(params), learn, params.seed).items():
        metrics[f"cv_{key}"] = value
    # The test set is looked at here, once, after every choice has been made.
    X_test, y_test = features.make(exam), exam[data.TARGET]
    for key, scorer in SCORES.items():
        metrics[f"test_{key}"] = abs(float(get_scorer(scorer)(model, X_test, y_test)))
    return Result(model, params, metrics, plots.figures(model, learn, folds(params.seed)))


def estimator(params: Params) -> BaseEstimator:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model = models.build(params.model, **params.options)
    found = model.get_params().items()
    seeds = [key for key, old in found if key.endswith("random_state") and old != "deprecated"]
    return model.set_params(**dict.fromkeys(seeds, params.seed))


def fit(model: BaseEstimator, rows: pd.DataFrame) -> BaseEstimator:
    """Train a model on these rows and return it; ModelError if an option has a bad value."""
    X_train, y_train = features.make(rows), rows[data.TARGET]
    try:
        return model.fit(X_train, y_train)
    except ValueError as problem:
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None


def folds(seed: int) -> StratifiedKFold:
    """Return the way to deal the training set into five parts, the same for every model."""
    return StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=seed)


def cross_validated(model: BaseEstimator, rows: pd.DataFrame, seed: int) -> dict[str, float]:
    """Train on four fifths, score on the last fifth, five times: mean and std of the scores."""
    X, y, cv = features.make(rows), rows[data.TARGET], folds(seed)
    runs = cross_validate(model, X, y, cv=cv, scoring=SCORES, error_score="raise")
    scores: dict[str, float] = {}
    for key in SCORES:
        values = abs(runs[f"test_{key}"])  # scikit-learn puts a minus before errors
        scores |= {f"{key}_mean": float(values.mean()), f"{key}_std": float(values.std())}
    return scores


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    written = [root / "models" / "model.skops", root / "reports" / "metrics.json"]
    for file in written:
        file.parent.mkdir(parents=True, exist_ok=True)
    # skops, because opening a pickle from somebody else can run any program they hid in it.
    skops.io.dump(result.model, written[0])
    with zipfile.ZipFile(written[0], "a") as archive:  # what it learned with, for who asks later
        archive.writestr("trained.json", json.dumps(asdict(result.params)))
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    written[1].write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    for name, figure in result.figures.items():
        written.append(root / "reports" / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text: a column for each model, and one for the test set."""
    found, columns = result.metrics, {}
    heads = {name: (f"baseline_{name}_", "") for name in BASELINES}
    for name, (start, end) in {**heads, result.params.model: ("cv_", "_mean")}.items():
        pairs = [(found[start + key + end], found[f"{start}{key}_std"]) for key in SCORES]
        columns[name] = [f"{mean:.3f} +- {std:.3f}" for mean, std in pairs]
    columns["test set"] = [f"{found[f'test_{key}']:.3f}" for key in SCORES]
    return str(pd.DataFrame(columns, index=list(SCORES)).to_string())


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        print(f"{FOLDS}-fold cross-validation, and the test set:", table(result), sep="\n")
        print("\nWrote:")
        for path in save(result, data.ROOT):
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask the model: uv run predict")


if __name__ == "__main__":
    main()
