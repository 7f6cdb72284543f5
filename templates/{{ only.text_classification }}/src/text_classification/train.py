"""Train a model, measure it honestly, and write what came out.

Run it with `uv run train`. What it trains stands in params.yaml. `uv run train --data FILE`
learns from a file of yours instead, and writes into `other/`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import skops.io
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import (
    StratifiedGroupKFold,
    StratifiedKFold,
    cross_val_predict,
)

from . import data, models, params, plots, predict
from .errors import reported
from .params import Params

FOLDS = 5  # more folds: more data to learn from in each, and longer to wait
BASELINES = ["majority", "nearest_texts", "naive_bayes"]  # a score means nothing alone
Labels: TypeAlias = "pd.Series[str]"
Folds = list[tuple[Any, Any]]  # for each: the places of the texts to learn from, and of the exam


@dataclass(frozen=True)
class Result:
    """Everything a run produced; nothing is on disk yet."""

    model: BaseEstimator  # a fitted scikit-learn pipeline: texts in, labels out
    params: Params
    metrics: dict[str, float]
    figures: dict[str, Figure]
    mistakes: pd.DataFrame  # columns label, predicted, text


def train(params: Params, texts: pd.DataFrame | None = None) -> Result:
    """Train the model that `params` ask for, next to the baselines; DataError or ModelError."""
    # First of all the test set is put away: what you tune on it, it can no longer judge.
    learn, exam = data.split(data.load() if texts is None else texts, params.seed)
    model = fit(estimator(params), learn)
    # The scores are those of other copies, each examined on a fifth that it has not learned from.
    cv, metrics = folds(learn, params.seed), dict[str, float]()
    for name in BASELINES:
        found = scored(f"baseline_{name}", learn, examined(models.build(name), learn, cv), cv)
        metrics |= {key.removesuffix("_mean"): value for key, value in found.items()}
    answers = examined(estimator(params), learn, cv)
    metrics |= scored("cv", learn, answers, cv)
    if "group" in learn:  # and what would a split have promised that tears groups apart?
        torn = folds(learn, params.seed, by_group=False)
        metrics |= scored("random", learn, examined(estimator(params), learn, torn), torn)
    # The test set is looked at here, once, after every choice has been made.
    final = scores(exam["label"], predict.predict(model, exam["text"]))
    metrics |= {f"test_{key}": value for key, value in final.items()}
    pictures = {
        "labels": plots.labels(learn["label"], answers),
        "mixed_up": plots.mixed_up(learn["label"], answers),
    }
    if predict.has_weights(model):
        pictures["words"] = plots.heaviest_words(predict.weights(model))
    wrong = learn.assign(predicted=answers).query("label != predicted")
    return Result(model, params, metrics, pictures, wrong[["label", "predicted", "text"]])


def estimator(params: Params) -> BaseEstimator:
    """Return the untrained model that `params` ask for, its random parts tied to the seed."""
    model = models.build(params.model, **params.options)
    seeds = [key for key in model.get_params() if key.endswith("random_state")]
    return model.set_params(**dict.fromkeys(seeds, params.seed))


def fit(model: BaseEstimator, texts: pd.DataFrame) -> BaseEstimator:
    """Train a model on these texts and return it; ModelError if an option has a bad value."""
    try:
        return model.fit(texts["text"], texts["label"])  # the one line in which it learns
    except ValueError as problem:  # scikit-learn says which option, and what it may be
        reason = str(problem).splitlines()[0]
        raise models.ModelError(f"These options do not train. {reason}") from None


def folds(texts: pd.DataFrame, seed: int, by_group: bool = True) -> Folds:
    """Deal the texts into five parts, each with all labels; a group stays in one part."""
    how = {"n_splits": FOLDS, "shuffle": True, "random_state": seed}
    if by_group and "group" in texts:
        return list(StratifiedGroupKFold(**how).split(texts, texts["label"], texts["group"]))
    return list(StratifiedKFold(**how).split(texts, texts["label"]))


def examined(model: BaseEstimator, texts: pd.DataFrame, cv: Folds) -> Labels:
    """Return an answer for each text, by a copy of the model that has not seen that text."""
    return pd.Series(cross_val_predict(model, texts["text"], texts["label"], cv=cv), texts.index)


def scores(true: Labels, answers: Labels) -> dict[str, float]:
    """Return macro-F1, in which all labels count the same, and accuracy, in which all texts do."""
    macro = f1_score(true, answers, average="macro", zero_division=0)
    return {"macro_f1": float(macro), "accuracy": float(accuracy_score(true, answers))}


def scored(name: str, texts: pd.DataFrame, answers: Labels, cv: Folds) -> dict[str, float]:
    """Return mean and standard deviation of the scores over the five exams."""
    exams = [scores(texts["label"].iloc[exam], answers.iloc[exam]) for _, exam in cv]
    found = pd.DataFrame(exams).add_prefix(f"{name}_")
    return {**found.mean().add_suffix("_mean"), **found.std(ddof=0).add_suffix("_std")}


def save(result: Result, root: Path) -> list[Path]:
    """Write the model, the metrics and the figures below `root`; return the files written."""
    model_file, metrics_file = root / "models" / "model.skops", root / "reports" / "metrics.json"
    for file in (model_file, metrics_file):
        file.parent.mkdir(parents=True, exist_ok=True)
    # skops, because opening a pickle from somebody else can run any program they hid in it.
    skops.io.dump(result.model, model_file)
    written = [model_file, model_file.with_name("mistakes.csv"), metrics_file]
    result.mistakes.to_csv(written[1], index=False)
    rounded = {key: round(value, 6) for key, value in result.metrics.items()}
    metrics_file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    for name, figure in result.figures.items():
        written.append(metrics_file.with_name(f"{name}.png"))
        figure.savefig(written[-1], metadata={"Software": None})  # same picture, same bytes
    return written


def table(result: Result) -> str:
    """Return the scores as text: those of the baselines, of our model, and on the test set."""
    keys = {name: f"baseline_{name}_{{}}" for name in BASELINES}
    keys |= {"cv": "cv_{}_mean", "std": "cv_{}_std", "random": "random_{}_mean", "test": "test_{}"}
    rows = [
        {head: result.metrics.get(key.format(name)) for head, key in keys.items()}
        for name in ("macro_f1", "accuracy")
    ]
    found = pd.DataFrame(rows, ["macro-F1", "accuracy"]).dropna(axis=1)
    return str(found.to_string(float_format="{:.3f}".format))


def main(argv: Sequence[str] | None = None) -> None:
    """Train as params.yaml says, print the scores, write the results."""
    parser = argparse.ArgumentParser("train", description="Train the model params.yaml asks for.")
    parser.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    parser.add_argument("--data", type=Path, help="learn from this file: texts and their labels")
    parser.add_argument("--exam", type=Path, help="examine on this file, instead of on a fifth")
    for what in ("text", "label", "group"):
        parser.add_argument(f"--{what}", default="", help=f"column with the {what}, if not guessed")
    chosen = parser.parse_args(argv)
    with reported():
        source, root = data.OWN, data.ROOT
        if chosen.data:
            names = chosen.text, chosen.label, chosen.group
            source = data.Source(chosen.data, chosen.exam, *names)
            root = data.ROOT / "other" / chosen.data.name.partition(".")[0]
        result = train(params.load(chosen.params), data.load(source, print))
        written = save(result, root)  # before a word: `| head` ends what prints too much
        if chosen.data:  # Git need not keep what it does not know the data of
            (root.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        print(f"Baselines, {FOLDS}-fold cross-validation (cv) and test:", table(result), sep="\n")
        print("\nWrote:")
        for path in written:
            print(f"  {path.relative_to(data.ROOT)}")
        where = f" --from {root.relative_to(data.ROOT)}" if chosen.data else ""
        print(f"\nLook at the pictures, then: uv run predict{where} 'a text of yours'")
