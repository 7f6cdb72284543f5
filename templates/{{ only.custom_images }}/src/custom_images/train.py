"""Train a model on pictures, measure it honestly, and write what came out.

Run it with `uv run train`, or `uv run train --data data/mine` for pictures of your own.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from safetensors.torch import save_file
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor

from . import data, features, models, params, picture, plots
from .data import Pictures
from .errors import reported
from .params import Params

FOLDS = 5


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Any
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]
    classes: list[str]


def train(params: Params, source: Path | None = None) -> Result:
    """Train the model that `params` ask for, next to two baselines.

    Raises DataError for pictures that cannot be used, ModelError for a model that cannot be built.
    """
    learn, test = data.load(source, params.seed)
    model = models.build(params.model, classes=len(learn.classes), **params.options)
    X, X_test = features.of(learn.files), features.of(test.files)
    metrics = baselines(learn, test) | cross_validated(params, learn, X)
    model.fit(X, torch.from_numpy(learn.labels), params.seed)
    # The test set is looked at here, once, after every choice has been made.
    chances = probabilities(model, X_test)
    metrics |= with_intervals(table_of(test, chances.argmax(axis=1)), params.seed)
    figures = {
        "pictures": plots.pictures(learn),
        "confusion_matrix": plots.confusion_matrix(test, chances),
        "mistakes": plots.mistakes(test, chances),
    }
    return Result(model, params, metrics, figures, learn.classes)


def baselines(learn: Pictures, test: Pictures) -> dict[str, float]:
    """Score two models that see no features: with less than that, the backbone is no use."""
    X, X_test = pixels(learn), pixels(test)
    found = {}
    simple = {"majority": DummyClassifier(), "pixels": RidgeClassifier(alpha=1000)}
    for name, model in simple.items():
        answers = model.fit(X, learn.labels).predict(X_test)
        for score, value in scores(table_of(test, answers)).items():
            found[f"baseline_{name}_{score}"] = value
    return found


def pixels(pictures: Pictures) -> np.ndarray:
    """Return pictures as plain numbers: 16 x 16 pixels of three colours, (n, 768)."""
    small = [picture.read(file).resize((16, 16)) for file in pictures.files]
    return np.stack([np.asarray(image).ravel() / 255 for image in small])


def cross_validated(params: Params, learn: Pictures, X: Tensor) -> dict[str, float]:
    """Train on four fifths and score on the fifth, five times; a series is never torn apart."""
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=params.seed)
    found = []
    for fit, held_out in folds.split(X, learn.labels, groups=learn.series):
        model = models.build(params.model, classes=len(learn.classes), **params.options)
        model.fit(X[fit], torch.from_numpy(learn.labels[fit]), params.seed)
        answers = probabilities(model, X[held_out]).argmax(axis=1)
        found.append(scores(table_of(learn.take(held_out), answers)))
    return {
        f"cv_{name}_{how}": float(getattr(np, how)([fold[name] for fold in found]))
        for name in found[0]
        for how in ("mean", "std")
    }


@torch.no_grad()
def probabilities(model: Any, X: Tensor) -> np.ndarray:
    """Return a probability for each class, (n, classes), for features (n, 1280)."""
    return np.asarray(torch.softmax(model(X).double(), dim=1))


def table_of(pictures: Pictures, answers: np.ndarray) -> np.ndarray:
    """Count what (row) was taken for what (column): (classes, classes)."""
    every = range(len(pictures.classes))
    return np.asarray(confusion_matrix(pictures.labels, answers, labels=every))


def scores(tables: np.ndarray) -> dict[str, Any]:
    """Return accuracy and macro-F1 of one table of counts (k, k), or of many (..., k, k).

    F1 of a class is 2 * hits / (how often it is there + how often it is said); the macro-F1 is the
    mean over the classes, in which a rare one counts as much as a common one.
    """
    hits = np.diagonal(tables, axis1=-2, axis2=-1)  # (..., k)
    f1 = 2 * hits / np.maximum(tables.sum(axis=-1) + tables.sum(axis=-2), 1)
    return {"accuracy": hits.sum(axis=-1) / tables.sum(axis=(-2, -1)), "macro_f1": f1.mean(axis=-1)}


def with_intervals(table: np.ndarray, seed: int) -> dict[str, float]:
    """Return the test scores, each with the bounds between which 95 of 100 such test sets score.

    The bootstrap: draw as many pictures from the test set as it has, with repetition, 2,000 times.
    """
    shares = table.ravel() / table.sum()
    drawn = np.random.default_rng(seed).multinomial(table.sum(), shares, 2000)
    spread = scores(drawn.reshape(-1, *table.shape))
    found = dict[str, float]()
    for name, value in scores(table).items():
        low, high = np.quantile(spread[name], [0.025, 0.975])
        found |= {f"test_{name}": value, f"test_{name}_low": low, f"test_{name}_high": high}
    return found


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    written = [root / "models" / "model.safetensors", root / "reports" / "metrics.json"]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
    about = asdict(result.params) | {"classes": result.classes, "recipe": features.recipe()}
    # safetensors, because opening a pickle from somebody else can run any program they hid in it.
    save_file(result.model.state_dict(), written[0], metadata={"trained": json.dumps(about)})
    rounded = {key: round(float(value), 4) for key, value in result.metrics.items()}
    written[1].write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    for name, figure in result.figures.items():
        written.append(root / "reports" / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text, a line each."""
    return "\n".join(f"{name:<28}{score:.3f}" for name, score in result.metrics.items())


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    parser.add_argument("--data", type=Path, help="a folder of folders with your own pictures")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params), chosen.data)
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        print(f"{table(result)}", end="\n\nWrote:\n")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        print("\nLook at the pictures in reports/, then ask about one of your own:")
        print("  uv run predict examples/hammer.png")


if __name__ == "__main__":
    main()
