"""Ask the trained model what it looks at, which digits it gets wrong, and whether it knows it.

Run it with `uv run explain` after `uv run train`. It asks about the validation set, from which the
model has not learned; the test set is not touched.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from tqdm import tqdm

from .. import data, predict
from ..data import CLASSES, Digits
from ..errors import reported
from . import charts, occlusion, origin

REPORTS = data.ROOT / "reports"
A_KIND = 8  # mistakes, and right answers, that are looked into
EDGES = [0.0, 0.7, 0.9, 0.99, 1.0]  # of the groups for the calibration


@dataclass(frozen=True)
class Explanation:
    """Everything that was found out about a model; nothing is on disk yet."""

    digits: pd.DataFrame  # index digit: images, share wrong, what it is mostly taken for
    calibration: pd.DataFrame  # one row a group: images, promised, right
    gap: float  # mean distance of promise and truth, 0 to 1
    shown: Digits  # mistakes first, then right answers
    notes: list[str]  # what they are, and what the model says
    maps: np.ndarray  # (n, 28, 28): probability lost when this place is covered
    wrong: float  # share of wrong answers over all images


def explain(model: Any, digits: Digits, seed: int) -> Explanation:
    """Return what a trained model looks at, which of `digits` it errs on, and if it knows it."""
    probabilities = model.predict_proba(digits.images)
    said = probabilities.argmax(axis=1)
    missed = said != digits.labels
    sure = probabilities.max(axis=1)
    groups, gap = calibration(sure, ~missed)
    chosen = examples(missed, sure, seed)
    shown = digits.take(chosen)
    notes = [
        f"a {label}" if label == answer else f"a {label}, says {answer}"
        for label, answer in zip(shown.labels, said[chosen], strict=True)
    ]
    maps = np.stack(
        [
            occlusion.lost(model.predict_proba, image, int(answer))
            for image, answer in zip(
                tqdm(shown.images, unit="image", leave=False, disable=None),
                said[chosen],
                strict=True,
            )
        ]
    )
    table = errors_by_digit(digits.labels, said)
    return Explanation(table, groups, gap, shown, notes, maps, float(missed.mean()))


def errors_by_digit(labels: np.ndarray, said: np.ndarray) -> pd.DataFrame:
    """Return for each digit how many images it has, which share is wrong, and the usual mistake."""
    rows = []
    for digit in range(CLASSES):
        answers = said[labels == digit]
        others = answers[answers != digit]
        usual = str(np.bincount(others).argmax()) if len(others) else "-"
        share = len(others) / max(len(answers), 1)
        rows.append({"images": len(answers), "wrong": share, "mostly taken for": usual})
    return pd.DataFrame(rows).rename_axis("digit")


def hardest(found: Explanation) -> str:
    """Say which digit has the largest share of wrong answers, and how sure that share is."""
    worst = found.digits.loc[found.digits["wrong"].idxmax()]
    low, high = charts.interval(np.array([worst["wrong"]]), np.array([worst["images"]]))
    return (
        f"{worst.name}, {worst['wrong']:.1%} wrong ({low[0]:.1%} to {high[0]:.1%}; "
        f"the worst of {CLASSES}, {found.wrong:.1%} overall)"
    )


def calibration(sure: np.ndarray, right: np.ndarray) -> tuple[pd.DataFrame, float]:
    """Return how sure and how right the model is, by how sure it is; and the mean difference.

    `sure` are the probabilities of its answers, (n,), `right` is True where they are right. The
    mean difference is the expected calibration error: Naeini et al., "Obtaining Well Calibrated
    Probabilities Using Bayesian Binning" (2015).
    """
    table = pd.DataFrame({"promised": sure, "right": right.astype(float)})
    groups = table.groupby(pd.cut(sure, EDGES), observed=True)
    found = groups.agg(
        images=("right", "size"), promised=("promised", "mean"), right=("right", "mean")
    )
    gap = np.average((found["promised"] - found["right"]).abs(), weights=found["images"])
    return found.rename_axis("probability"), float(gap)


def examples(missed: np.ndarray, sure: np.ndarray, seed: int) -> np.ndarray:
    """Return the places of the surest mistakes and of some right answers."""
    wrong = np.flatnonzero(missed)
    wrong = wrong[np.argsort(-sure[wrong])][:A_KIND]
    right = np.flatnonzero(~missed)
    some = np.random.default_rng(seed).permutation(right)[:A_KIND]
    return np.concatenate([wrong, some]).astype(int)


def figures(found: Explanation, model: str) -> dict[str, Figure]:
    """Return the pictures, by file name."""
    count = int(found.digits["images"].sum())
    about = f"{charts.words(model)}, {count:,} validation images"
    return {
        "errors": charts.errors(found.digits, f"{about}: {found.wrong:.1%} wrong (dashed)"),
        "calibration": charts.calibration(
            found.calibration, f"{about}: promise and truth are {found.gap:.1%} apart"
        ),
        "occlusion": charts.occlusion(
            found.shown.images,
            found.maps,
            found.notes,
            "Teal speaks for the model's answer, red against it: mistakes first",
        ),
    }


def report(found: Explanation, model: str) -> str:
    """Return the findings as Markdown, pictures included."""
    parts = [
        f"# How {charts.words(model)} decides",
        "Written by `uv run explain`. All answers are about the validation set, from which the "
        "model has not learned; the test set was not touched.",
        "## What it looks at",
        f"A square of {occlusion.PATCH} x {occlusion.PATCH} pixels of paper is laid on every place "
        "of a picture. Where "
        "the probability of the answer falls (teal), the ink, or the paper, was needed for it; "
        "where it rises (red), something there spoke for another digit. The number is the "
        "largest change.",
        "![What it looks at](occlusion.png)",
        "## Which digits are hard",
        f"{found.wrong:.1%} of all answers are wrong. The line on each bar is what chance alone "
        "would do to so few images (95 %).",
        "![Errors by digit](errors.png)",
        markdown(found.digits),
        "## Does it know when it does not know?",
        "The answers in groups, by the probability that the model gave them. Above the dashed line "
        "it is too modest, below it too sure. On average promise and truth are "
        f"{found.gap:.1%} apart (expected calibration error).",
        "![Calibration](calibration.png)",
        markdown(found.calibration),
    ]
    return "\n\n".join(parts) + "\n"


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, shares with three digits."""
    heads = [str(table.index.name), *(str(name) for name in table)]
    lines = [heads, ["---"] * len(heads)]
    for index, row in zip(table.index, table.itertuples(index=False), strict=True):
        cells = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in row]
        lines.append([str(index), *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def save(found: Explanation, model: str, reports: Path) -> list[Path]:
    """Write the report and its pictures; return the files written."""
    reports.mkdir(parents=True, exist_ok=True)
    written = [reports / "explain.md"]
    written[0].write_text(report(found, model), encoding="utf-8")
    for name, figure in figures(found, model).items():
        written.append(reports / f"{name}.png")
        figure.savefig(written[-1], metadata={"Software": None})
    return written


def main(argv: Sequence[str] | None = None) -> None:
    """Explain the model that train saved."""
    flags = argparse.ArgumentParser("explain", description=__doc__.splitlines()[0])
    flags.add_argument(
        "--model", type=Path, default=predict.MODEL, help="default: models/model.safetensors"
    )
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        model = predict.load_model(chosen.model)
        # Not those of params.yaml: with another seed, it may have learned from these digits.
        settings = origin.settings(chosen.model)
        found = explain(model, origin.splits(chosen.model).validation, settings.seed)
        print(f"Errs most for:  {hardest(found)}")
        print(f"Says and does:  {found.gap:.1%} apart (expected calibration error)")
        print("\nWrote:")
        for path in save(found, settings.model, chosen.reports):
            print(f"  {chosen.reports.name}/{path.name}")


if __name__ == "__main__":
    main()
