"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from safetensors.numpy import save_file
from tqdm import tqdm

from . import data, familiar, models, params, plots, predict
from .data import Digits
from .errors import reported
from .familiar import Familiar
from .learning import Classifier, Epoch, Watch, accuracy, carry_on, log_loss
from .params import Params

BASELINES = ["majority", "logistic_regression"]


class Parts(NamedTuple):
    """Digits to learn from, to check on the way, and for the final exam."""

    learn: Digits
    validation: Digits
    exam: Digits


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Classifier
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]
    digits: str = ""  # fingerprint of those that it learned from
    known: Familiar | None = None  # what they look like


def train(params: Params, source: Path | None = None, watch: Watch = carry_on) -> Result:
    """Train the model that `params` ask for, next to the baselines. Writes nothing.

    `source` names other data than data.load() takes; `watch` is told after each epoch.
    Raises DataError for bad data and ModelError for an unknown model or unfit options.
    """
    parts = deal(params.seed, source)
    model = build(params)  # a mistake in the options comes out now, not after minutes
    history: list[Epoch] = []

    def note(epoch: Epoch) -> bool:
        history.append(epoch)
        return watch(epoch)

    fit(model, parts.learn, parts.validation, params.seed, note)
    return judge(model, params, parts, history)


def deal(seed: int, source: Path | None = None) -> Parts:
    """Deal the digits into the three sets; the same seed always gives the same three."""
    rest, exam = data.split(data.load(source), seed)
    return Parts(*data.hold_out(rest, seed), exam)


def judge(model: Classifier, params: Params, parts: Parts, history: list[Epoch]) -> Result:
    """Measure a trained model next to the baselines, and draw how it did."""
    metrics: dict[str, float] = {}
    for name in BASELINES:
        baseline = build(Params(params.seed, name))
        fit(baseline, parts.learn, parts.validation, params.seed)
        chances = predict.predict(baseline, parts.validation.images)
        metrics[f"baseline_{name}_accuracy"] = accuracy(parts.validation.labels, chances)
    metrics |= scores(model, parts.validation, "validation")
    # The test set is looked at here, once, after every choice has been made.
    metrics |= scores(model, parts.exam, "test")
    figures = _figures(model, params, parts, history)
    known = familiar.learned(parts.learn, parts.validation, params.seed)
    return Result(model, params, metrics, figures, parts.learn.fingerprint(), known)


def build(params: Params) -> Classifier:
    """Return the untrained model that `params` ask for."""
    model: Classifier = models.build(params.model, **params.options)
    return model


def fit(
    model: Classifier, learn: Digits, validation: Digits, seed: int, watch: Watch = carry_on
) -> Classifier:
    """Train a model and return it; ModelError if an option has a value it cannot train with."""
    try:
        model.fit(learn, validation, seed, watch)
    except (ValueError, TypeError, RuntimeError) as problem:
        reason = str(problem).strip().splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None
    return model


def scores(model: Classifier, digits: Digits, prefix: str) -> dict[str, float]:
    """Return accuracy (0 to 1) and log loss (nats) of a trained model on some digits."""
    chances = predict.predict(model, digits.images)
    return {
        f"{prefix}_accuracy": accuracy(digits.labels, chances),
        f"{prefix}_log_loss": log_loss(digits.labels, chances),
    }


def _figures(
    model: Classifier, params: Params, parts: Parts, history: list[Epoch]
) -> dict[str, Figure]:
    exam, chances = parts.exam, predict.predict(model, parts.exam.images)
    figures = {
        "digits": plots.digits(parts.learn),
        "confusion_matrix": plots.confusion_matrix(exam.labels, chances, params.model),
        "mistakes": plots.mistakes(exam, chances, params.model),
    }
    if history:
        figures["learning_curves"] = plots.learning_curves(history, params.model)
    return figures


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, reports = root / "models" / "model.safetensors", root / "reports"
    model_file.parent.mkdir(parents=True, exist_ok=True)
    reports.mkdir(parents=True, exist_ok=True)
    about = {**asdict(result.params), "digits": result.digits}  # how, and from what, it learned
    if result.known:
        about["familiar"] = result.known.packed()
    arrays = {name: np.ascontiguousarray(array) for name, array in result.model.arrays().items()}
    # safetensors, because opening a pickle from somebody else can run any program they hid in it.
    save_file(arrays, model_file, metadata={"trained": json.dumps(about)})
    metrics_file = reports / "metrics.json"
    rounded = {key: round(value, 4) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    written = [model_file, metrics_file]
    for name, figure in result.figures.items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as a small text table, at most 80 characters wide."""
    found = result.metrics
    lines = [f"{'Validation set':<26}{'accuracy':>10}{'log loss':>12}"]
    for name in BASELINES:
        lines.append(f"  {name:<24}{found[f'baseline_{name}_accuracy']:>10.3f}")
    for name, prefix in ((f"  {result.params.model}", "validation"), ("\nTest set", "test")):
        width = 26 + name.count("\n")
        right, loss = found[f"{prefix}_accuracy"], found[f"{prefix}_log_loss"]
        lines.append(f"{name:<{width}}{right:>10.3f}{loss:>12.3f}")
    return "\n".join(lines)


def show(epoch: Epoch) -> bool:
    """Print how things stand after an epoch."""
    tqdm.write(
        f"  epoch {epoch.number:>2}   "
        f"training: loss {epoch.loss:.3f}, {epoch.accuracy:.1%} right   "
        f"validation: {epoch.validation_loss:.3f}, {epoch.validation_accuracy:.1%}"
    )
    return False


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params), watch=show)
        print(f"\n{table(result)}", end="\n\nWrote:\n")
        for path in save(result, data.ROOT):
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask about one of your own:")
        print("  uv run predict examples/seven.png")


if __name__ == "__main__":
    main()
