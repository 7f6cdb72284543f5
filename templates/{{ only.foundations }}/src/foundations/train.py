"""Train a model out of small pieces, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains, and out of whose pieces, stands in params.yaml.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from . import data, models, params, pieces, plots
from .errors import UserError, reported
from .params import Params

FOLDS = 5
BASELINES = ["majority", "group_rule"]
KEYS = ["accuracy", "roc_auc"]
# Whatever unfinished code may stop with.
STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, UserError)
STUMBLES += (RuntimeError, TypeError, ValueError)
SAME = 1e-9  # your pieces and NumPy's may differ by that much


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: Any
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]


def train(params: Params) -> Result:
    """Train what `params` ask for; UserError if pieces of the learner's lead somewhere else."""
    which = str(params.options.get("pieces", "numpy"))
    kit = pieces.kit(which)
    if kit.mine:
        _compare(params, kit)
    model, metrics, answers = _run(params, kit)
    limits = metrics["test_accuracy_low"], metrics["test_accuracy_high"]
    return Result(model, params, metrics, plots.figures(model, kit, *answers, limits))


def _run(params: Params, kit: pieces.Kit) -> tuple[Any, dict[str, float], tuple[Any, Any, Any]]:
    """Train and measure with these pieces; return the model, the scores, the test set's answers."""
    passengers = data.load()
    random = np.random.default_rng(params.seed)
    order = random.permutation(len(passengers)).tolist()
    # First of all the test set is put away: what you choose by it, it can no longer judge.
    exam = kit.use.stratified(passengers[data.TARGET].tolist(), 0.2, order)
    away = set(exam)
    parts = kit.use.folds([case for case in order if case not in away], FOLDS)
    metrics: dict[str, float] = {}
    starts = {name: f"baseline_{name}_" for name in BASELINES}
    for name, start in [*starts.items(), (params.model, "cv_")]:
        for key, value in cross_validated(name, params, kit, passengers, parts).items():
            metrics[start + (key if start == "cv_" else key.removesuffix("_mean"))] = value
    learn, test = passengers.iloc[sorted(set(order) - away)], passengers.iloc[exam]
    model = build(params.model, params, kit).fit(learn)
    truth, found = test[data.TARGET].tolist(), model.probabilities(test)
    metrics |= _test_scores(truth, found, kit, random)
    return model, metrics, (learn, truth, found)


def _test_scores(
    truth: list[int], found: np.ndarray, kit: pieces.Kit, random: np.random.Generator
) -> dict[str, float]:
    said = [int(probability >= 0.5) for probability in found]
    right = np.array([a == b for a, b in zip(truth, said, strict=True)], dtype=float)
    accuracy, n = float(right.mean()), len(right)
    low, high = kit.use.bootstrap(right, random.integers(0, n, size=(2000, n)))
    precision, recall, f1 = kit.use.precision_recall_f1(truth, said)
    return {
        "test_accuracy": accuracy,
        "test_accuracy_standard_error": kit.use.standard_error(accuracy, n),
        "test_accuracy_low": low,
        "test_accuracy_high": high,
        "test_precision": precision,
        "test_recall": recall,
        "test_f1": f1,
        "test_roc_auc": kit.use.roc_auc(truth, found.tolist()),
    }


def build(name: str, params: Params, kit: pieces.Kit) -> Any:
    """Return an untrained model made of these pieces."""
    options = params.options if name == params.model else {}
    return models.build(name, **{**options, "pieces": kit})


def cross_validated(
    name: str, params: Params, kit: pieces.Kit, passengers: pd.DataFrame, parts: list[list[int]]
) -> dict[str, float]:
    """Learn from all folds but one, score on that one, each in turn: mean and spread."""
    scores: dict[str, list[float]] = {"accuracy": [], "roc_auc": []}
    for part in parts:
        rest = [case for other in parts if other is not part for case in other]
        model = build(name, params, kit).fit(passengers.iloc[rest])
        truth = passengers.iloc[part][data.TARGET].tolist()
        found = model.probabilities(passengers.iloc[part])
        scores["accuracy"].append(float(np.mean((found >= 0.5) == truth)))
        scores["roc_auc"].append(kit.use.roc_auc(truth, found.tolist()))
    spread = {key: kit.use.mean_and_spread(values) for key, values in scores.items()}
    return {
        f"{key}_{kind}": float(value)
        for key, pair in spread.items()
        for kind, value in zip(("mean", "std"), pair, strict=True)
    }


def _compare(params: Params, kit: pieces.Kit) -> None:
    """Hold the learner's pieces to NumPy's: the same scores to nine digits, or say which piece."""
    expected = _run(params, pieces.made_of([]))[1]
    if _difference(params, kit, expected):
        for name in kit.mine:
            wrong = _difference(params, pieces.made_of([name]), expected)
            if wrong:
                raise UserError(
                    f"Your `{name}` {wrong}. Check it: uv run pytest exercises"
                    f" -k {pieces.PIECES[name][0]}"
                )
        raise UserError("Each of your pieces works alone, but not all of them together.")


def _difference(params: Params, kit: pieces.Kit, expected: dict[str, float]) -> str:
    try:
        found = _run(params, kit)[1]
    except STUMBLES as problem:
        return f"stopped with {type(problem).__name__}: {str(problem).rstrip('.')}"
    for key, value in expected.items():
        if not abs(found[key] - value) <= SAME:
            return f"leads to {key} = {found[key]:.6g}, and NumPy's to {value:.6g}"
    return ""


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    written = [root / "models" / "model.json", root / "reports" / "metrics.json"]
    for file in written:
        file.parent.mkdir(parents=True, exist_ok=True)
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    contents = [_described(result), rounded]
    for file, content in zip(written, contents, strict=True):
        file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    for name, figure in result.figures.items():
        written.append(root / "reports" / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def _described(result: Result) -> dict[str, Any]:
    """Return a model as plain numbers and words: a pickle could run any program, this cannot."""
    model, about = result.model, asdict(result.params)
    if not hasattr(model, "weights"):
        return {"params": about}
    scalers = model.encoder.scalers.items()
    return {
        "params": about,
        "weights": [float(weight) for weight in model.weights],
        "medians": model.encoder.medians,
        "scales": {name: [float(one.mean_), float(one.spread_)] for name, one in scalers},
    }


def table(result: Result) -> str:
    """Return the scores as text: a column for each model, and one for the test set."""
    found, columns = result.metrics, {}
    heads = {name: (f"baseline_{name}_", "") for name in BASELINES}
    for name, (start, end) in {**heads, result.params.model: ("cv_", "_mean")}.items():
        pairs = [(found[start + key + end], found[f"{start}{key}_std"]) for key in KEYS]
        columns[name] = [f"{mean:.3f} +- {std:.3f}" for mean, std in pairs]
    columns["test set"] = [f"{found[f'test_{key}']:.3f}" for key in KEYS]
    return str(pd.DataFrame(columns, index=KEYS).to_string())


def whose(params: Params) -> str:
    """Say how many pieces are the learner's own."""
    finished, total = len(pieces.finished()), len(pieces.PIECES)
    if params.options.get("pieces") == "mine":
        return f"{finished} of {total} pieces are yours."
    hint = "params.yaml says `pieces: numpy`; write `mine` to train with yours."
    return f"All {total} pieces are NumPy's; {finished} of yours are finished. {hint}"


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    chosen = parser.parse_args(argv)
    with reported():
        result = train(params.load(chosen.params))
        written = save(result, data.ROOT)  # before a word: `| head` ends what prints too much
        found = result.metrics
        print(f"{FOLDS}-fold cross-validation, and the test set:", table(result), sep="\n")
        print(
            f"\nThe test set's accuracy is {found['test_accuracy']:.3f}, give or take"
            f" {found['test_accuracy_standard_error']:.3f} (standard error);\nthe bootstrap says"
            f" {found['test_accuracy_low']:.3f} to {found['test_accuracy_high']:.3f}."
            f" Precision {found['test_precision']:.3f}, recall {found['test_recall']:.3f},"
            f" F1 {found['test_f1']:.3f}.\n"
        )
        print(whose(result.params))
        print("\nWrote:")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")


if __name__ == "__main__":
    main()
