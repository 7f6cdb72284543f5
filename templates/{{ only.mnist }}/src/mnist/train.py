"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from safetensors.numpy import save_file

from . import data, familiar, models, params, plots
from .data import Digits, Splits
from .errors import reported
from .familiar import Familiar
from .history import AfterEpoch, Epoch, resumable
from .params import Params


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Any
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]
    familiar: Familiar  # what the training images look like
    digits: str  # the fingerprint of the training images


def train(
    params: Params,
    source: Path | None = None,
    after_epoch: AfterEpoch | None = None,
    checkpoints: Path | None = None,
) -> Result:
    """Train the model that `params` ask for, next to two baselines; write nothing but checkpoints.

    `source` names other data than data.load() takes. Raises DataError for bad data and ModelError
    for an unknown model or unfit options.
    """
    splits = data.split(data.load(source), params.seed)
    model = build(params)  # a mistake in the options comes out now, not after minutes
    # Stopped, or killed? The same run goes on after the last epoch that was complete.
    with resumable(checkpoints, f"{params} {splits.train.fingerprint()}") as folder:
        fit(model, splits.train, splits.validation, params.seed, after_epoch, folder)
    return judge(model, params, splits)


def build(params: Params) -> Any:
    """Return the untrained model that `params` ask for."""
    return models.build(params.model, **params.options)


def fit(model: Any, train: Digits, validation: Digits, seed: int, *more: Any) -> Any:
    """Train a model and return it; ModelError if an option has a value it cannot train with."""
    try:
        model.fit(train, validation, seed, *more)
    except (ValueError, TypeError, RuntimeError) as problem:
        reason = str(problem).strip().splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None
    return model


def judge(model: Any, params: Params, splits: Splits) -> Result:
    """Measure a trained model next to the baselines, and draw how it did."""
    metrics = baselines(splits) | scores(model, splits.validation, "validation")
    # The test set is looked at here, once, after every choice has been made.
    metrics |= scores(model, splits.test, "test")
    probabilities = model.predict_proba(splits.test.images)
    right = int((probabilities.argmax(axis=1) == splits.test.labels).sum())
    metrics |= interval("test_accuracy", right, len(splits.test))
    figures = {
        "digits": plots.digits(splits.train),
        "confusion_matrix": plots.confusion_matrix(splits.test.labels, probabilities),
        "mistakes": plots.mistakes(splits.test, probabilities),
    }
    if getattr(model, "history", []):  # only networks have epochs
        figures["learning_curves"] = plots.learning_curves(model.history)
    known = familiar.learned(splits.train, splits.validation, params.seed)
    return Result(model, params, metrics, figures, known, splits.train.fingerprint())


def baselines(splits: Splits) -> dict[str, float]:
    """Return how often two simple models are right: with less than that, a network is no use."""
    from sklearn.dummy import DummyClassifier  # slow to import, so only when needed
    from sklearn.linear_model import LogisticRegression

    X_train, X_validation = (part.images.reshape(-1, 784) / 255 for part in splits[:2])
    simple = {
        "majority": DummyClassifier(),  # always the same digit
        "logistic_regression": LogisticRegression(C=0.1, max_iter=200, tol=0.001),
    }
    return {
        f"baseline_{name}_accuracy": model.fit(X_train, splits.train.labels).score(
            X_validation, splits.validation.labels
        )
        for name, model in simple.items()
    }


def scores(model: Any, digits: Digits, prefix: str) -> dict[str, float]:
    """Return accuracy (0 to 1) and log loss of a trained model on some digits.

    The log loss is the mean of -log(probability of the right digit): 0 is perfect, 2.3 is guessing.
    """
    from sklearn.metrics import accuracy_score, log_loss

    probabilities = model.predict_proba(digits.images)  # (n, 10)
    return {
        f"{prefix}_accuracy": float(accuracy_score(digits.labels, probabilities.argmax(axis=1))),
        f"{prefix}_log_loss": float(log_loss(digits.labels, probabilities, labels=range(10))),
    }


def interval(name: str, right: int, count: int) -> dict[str, float]:
    """Return between what the accuracy on all digits of the world lies, with 95 % certainty."""
    from scipy.stats import binomtest

    found = binomtest(right, count).proportion_ci(method="wilson")
    return {f"{name}_low": found.low, f"{name}_high": found.high}


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, reports = root / "models" / "model.safetensors", root / "reports"
    model_file.parent.mkdir(parents=True, exist_ok=True)
    reports.mkdir(parents=True, exist_ok=True)
    about = asdict(result.params) | {"digits": result.digits}  # how, and from what, it learned
    arrays = result.model.arrays()
    for name, array in result.familiar._asdict().items():
        arrays[f"familiar.{name}"] = array
    # safetensors, because opening a pickle from somebody else can run any program they hid in it.
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(contiguous, model_file, metadata={"trained": json.dumps(about)})
    metrics_file = reports / "metrics.json"
    rounded = {key: round(value, 4) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text, at most 80 characters wide."""
    found = result.metrics
    low, high = found["test_accuracy_low"], found["test_accuracy_high"]
    return f"""Validation set              accuracy    log loss
  majority                {found["baseline_majority_accuracy"]:>10.3f}
  logistic_regression     {found["baseline_logistic_regression_accuracy"]:>10.3f}
  {result.params.model:<24}{found["validation_accuracy"]:>10.3f}{found["validation_log_loss"]:>12.3f}

Test set                  {found["test_accuracy"]:>10.3f}{found["test_log_loss"]:>12.3f}
  95 % interval     {low:.3f} to {high:.3f}"""


def show(epoch: Epoch) -> None:
    """Print how things stand after an epoch."""
    print(
        f"  epoch {epoch.number:>2}   "
        f"training: loss {epoch.loss:.3f}, {epoch.accuracy:.1%} right   "
        f"validation: {epoch.val_loss:.3f}, {epoch.val_accuracy:.1%}",
        flush=True,
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        folder = data.ROOT / "models" / "checkpoint"
        result = train(params.load(chosen.params), after_epoch=show, checkpoints=folder)
        print(f"\n{table(result)}", end="\n\nWrote:\n")
        for path in save(result, data.ROOT):
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask about one of your own:")
        print("  uv run predict examples/seven.png")


if __name__ == "__main__":
    main()
