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
from scipy.stats import binomtest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from . import data, familiar, models, params, plots
from .data import Digits, Splits
from .errors import reported
from .familiar import Familiar
from .history import AfterEpoch, resumable, show
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
    after_epoch: AfterEpoch = lambda epoch: None,
    checkpoints: Path | None = None,
) -> Result:
    """Train the model that `params` ask for, next to two baselines; write nothing but checkpoints.

    Raises DataError for bad data and ModelError for an unknown model or unfit options.
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
    probabilities, labels = model.predict_proba(splits.test.images), splits.test.labels
    right = int((probabilities.argmax(axis=1) == labels).sum())
    # Between these lies the accuracy on all digits of this kind, with 95 % certainty.
    low, high = binomtest(right, len(labels)).proportion_ci(method="wilson")
    metrics |= {"test_accuracy_low": low, "test_accuracy_high": high}
    figures = {
        "digits": plots.digits(splits.train),
        "confusion_matrix": plots.confusion_matrix(labels, probabilities),
        "mistakes": plots.mistakes(splits.test, probabilities),
    }
    if getattr(model, "history", []):  # only networks have epochs
        figures["learning_curves"] = plots.learning_curves(model.history)
    known = familiar.learned(splits.train, splits.validation, params.seed)
    return Result(model, params, metrics, figures, known, splits.train.fingerprint())


def baselines(splits: Splits) -> dict[str, float]:
    """Return how often two simple models are right: with less than that, a network is no use."""
    X_train, X_validation = (part.images.reshape(-1, 784) / 255 for part in splits[:2])
    simple = {
        "majority": DummyClassifier(),  # always the same digit
        "logistic_regression": LogisticRegression(C=0.1, max_iter=200, tol=0.001),
    }
    found = {}
    for name, model in simple.items():
        model.fit(X_train, splits.train.labels)
        found[f"baseline_{name}_accuracy"] = model.score(X_validation, splits.validation.labels)
    return found


def scores(model: Any, digits: Digits, prefix: str) -> dict[str, float]:
    """Return accuracy (0 to 1) and log loss of a trained model on some digits.

    The log loss is the mean of -log(probability of the right digit): 0 is perfect, 2.3 is guessing.
    """
    probabilities = model.predict_proba(digits.images)  # (n, 10)
    return {
        f"{prefix}_accuracy": float((probabilities.argmax(axis=1) == digits.labels).mean()),
        f"{prefix}_log_loss": float(log_loss(digits.labels, probabilities, labels=range(10))),
    }


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    written = [root / "models" / "model.safetensors", root / "reports" / "metrics.json"]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
    about = asdict(result.params) | {"digits": result.digits}  # how, and from what, it learned
    known = {f"familiar.{name}": array for name, array in result.familiar._asdict().items()}
    arrays = {name: np.ascontiguousarray(each) for name, each in result.model.arrays().items()}
    # safetensors, because opening a pickle from somebody else can run any program they hid in it.
    save_file(arrays | known, written[0], metadata={"trained": json.dumps(about)})
    rounded = {key: round(value, 4) for key, value in result.metrics.items()}
    written[1].write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    for name, figure in result.figures.items():
        written.append(root / "reports" / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text, a line each."""
    return "\n".join(f"{name:<40}{score:.3f}" for name, score in result.metrics.items())


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        folder = data.ROOT / "models" / "checkpoint"
        result = train(params.load(chosen.params), after_epoch=show, checkpoints=folder)
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        print(f"\n{table(result)}", end="\n\nWrote:\n")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask about one of your own:")
        print("  uv run predict examples/seven.png")


if __name__ == "__main__":
    main()
