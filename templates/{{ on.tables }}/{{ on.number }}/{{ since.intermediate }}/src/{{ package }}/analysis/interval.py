"""Answer with a range, and measure how often such ranges hold the truth.

Run it with `uv run interval` after `uv run train`; flags describe a case, as those of `predict` do.
The test set is not touched: every row is judged by a model that had not seen it, and by widths
that were measured on other rows.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold, cross_val_predict

from .. import data, features, models, predict, train
from ..errors import reported
from ..question import CASE, told
from . import charts, origin
from .programs import REPORTS, within, write_reports

BANDS = 5  # from low answers to high ones, as many rows in each; every band has its own width
QUARTERS = ["lowest quarter", "second quarter", "third quarter", "highest quarter"]


@dataclass(frozen=True)
class Widths:
    """How far an answer may be off, as a factor: 1.2 is from answer / 1.2 to answer * 1.2."""

    edges: np.ndarray  # (bands - 1,): answers, where one band ends and the next begins
    factors: np.ndarray  # (bands,)

    def around(self, answers: pd.Series) -> pd.DataFrame:
        """Return the range around each answer: columns `low` and `high`, in the target's unit."""
        factors = self.factors[np.digitize(answers, self.edges)]
        return pd.DataFrame({"low": answers / factors, "high": answers * factors})


def calibrate(answers: pd.Series, truth: pd.Series, share: float, bands: int = BANDS) -> Widths:
    """Return the widths that hold `share` of the truth in each band of answers.

    The answers must be those of models that had not seen these rows. This is conformal prediction
    within groups: Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World" (2005).
    """
    edges = np.quantile(answers, np.linspace(0, 1, bands + 1)[1:-1])
    band, errors = np.digitize(answers, edges), np.exp(np.abs(np.log(truth / answers)))
    factors = [_enough(np.sort(errors[band == each]), share) for each in range(bands)]
    return Widths(edges, np.array(factors))


def _enough(errors: np.ndarray, share: float) -> float:
    # (n + 1): the next row is one more among those that were measured, and may be the worst.
    place = int(np.ceil((len(errors) + 1) * share))
    return float(errors[min(place, len(errors)) - 1])


def unseen(model: BaseEstimator, rows: pd.DataFrame, cv: KFold) -> "pd.Series[float]":
    """Return an answer for each row by a copy of the model that had not seen it."""
    table, target = features.make(rows), rows[data.TARGET]
    answers = pd.Series(cross_val_predict(model, table, target, cv=cv), rows.index)
    if answers.min() <= 0:
        raise models.ModelError(
            "The model answers with values below zero, around which no range in per cent makes"
            " sense. Train one that learns logarithms."
        )
    return answers


def ranges(
    answers: pd.Series, truth: pd.Series, share: float, cv: KFold, bands: int
) -> pd.DataFrame:
    """Return a range for each answer, its width measured on the other parts: cross-conformal."""
    found = [
        calibrate(answers.iloc[learn], truth.iloc[learn], share, bands).around(answers.iloc[check])
        for learn, check in cv.split(answers)
    ]
    return pd.concat(found).loc[answers.index]


def coverage(found: pd.DataFrame, truth: pd.Series) -> "pd.Series[float]":
    """Return the share of ranges that hold the truth, by quarter of the truth, and of all."""
    held = truth.between(found["low"], found["high"])
    parts = held.groupby(pd.qcut(truth, 4, labels=QUARTERS), observed=True).mean()
    return pd.concat([parts, pd.Series({"all": held.mean()})])


def check(answers: pd.Series, truth: pd.Series, share: float, cv: KFold) -> pd.DataFrame:
    """Return what one width for all covers, and what a width for each band does."""
    ways = {"one width": 1, "width by band": BANDS}
    found = {way: ranges(answers, truth, share, cv, bands) for way, bands in ways.items()}
    return pd.DataFrame({way: coverage(each, truth) for way, each in found.items()})


def described(model: BaseEstimator, chosen: argparse.Namespace, widths: Widths) -> str:
    """Return the answer for the case that the flags describe, and its range, in a sentence."""
    answer = predict.predict(model, predict.described(chosen))
    low, high = (told(value) for value in widths.around(answer).iloc[0])
    return (
        f"Predicted {data.TARGET} of the {CASE}: {told(answer.iloc[0])}; with {chosen.share:.0%}"
        f" certainty\nit is between {low} and {high}."
    )


def summary(share: float, widths: Widths, held: pd.DataFrame) -> dict[str, Any]:
    """Return everything that was measured, as plain numbers."""
    return {
        "share": share,
        "edges": widths.edges.round(0).tolist(),
        "factors": widths.factors.round(4).tolist(),
        "coverage": held.round(4).to_dict(),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Print a range for the case that the flags describe, and how far ranges can be trusted."""
    flags = argparse.ArgumentParser("interval", description=__doc__.splitlines()[0])
    predict.add_flags(flags)
    flags.add_argument("--share", type=within(0.5, 0.99), default=0.9, help="default: 0.9")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        model, settings = predict.load_model(), origin.settings(predict.MODEL)
        rows, cv = data.split(data.load(), settings.seed).train, train.folds(settings.seed)
        truth, answers = rows[data.TARGET], unseen(train.estimator(settings), rows, cv)
        widths = calibrate(answers, truth, chosen.share)
        print(described(model, chosen, widths))
        held = check(answers, truth, chosen.share, cv)
        print(f"\nShare of {len(rows)} {CASE}s whose {data.TARGET} was inside their range:")
        print(held.to_string(float_format="{:.3f}".format))
        figure = charts.coverage(held, chosen.share, widths)
        numbers = summary(chosen.share, widths, held)
        write_reports(chosen.reports, {"interval.png": figure, "interval.json": numbers})


if __name__ == "__main__":
    main()
