"""Ask the trained model why it gives its answer to one case, and what it relies on overall.

Run it with `uv run explain` after `uv run train`; flags describe the case, as those of `predict`
do. The test set is not touched: what the model relies on is measured on rows new to it.
"""

import argparse
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shap
from sklearn.base import BaseEstimator, clone
from sklearn.inspection import permutation_importance

from .. import data, features, predict, train
from ..errors import reported
from ..question import CASE, SCORES, told
from ..tables import DataError
from . import charts, objective, origin
from .programs import REPORTS, write_reports

BACKGROUND = 25  # rows that the case is compared with
SHOWN = 10  # effects that are told one by one


class Why(NamedTuple):
    """Why the model gives this answer: the effects and the usual answer add up to it."""

    answer: float  # in the unit of the target
    usual: float  # the mean answer for the rows that the case was compared with
    effects: "pd.Series[float]"  # (said,): what each adds or takes away, the largest first
    values: "pd.Series[Any]"  # (said,): what is known of the case


def why(model: BaseEstimator, case: pd.DataFrame, rows: pd.DataFrame, seed: int) -> Why:
    """Return what each feature adds to the answer for a case, or takes from it (SHAP values).

    Works for any model, since it only asks for answers: Lundberg and Lee, "A Unified Approach to
    Interpreting Model Predictions" (2017). Some of `rows` stand for "what is usual". What nobody
    said of the case is hidden in them, too: so only what was said can make a difference.
    """
    values = features.make(case).iloc[0]
    values = values[values.notna() & (values != features.UNKNOWN)]
    if values.empty:
        flag = next(iter(data.FLAGS))
        raise DataError(f"Nothing was said about the {CASE}. Say more, with `--{flag}` to begin.")
    usual = features.make(rows.sample(min(BACKGROUND, len(rows)), random_state=seed))
    hidden = usual.columns.difference(values.index)
    words = set(features.CATEGORICAL)
    usual = usual.assign(**{n: features.UNKNOWN if n in words else np.nan for n in hidden})

    @functools.cache  # it asks the same again and again
    def mean(mask: tuple[bool, ...]) -> float:
        return float(model.predict(usual.assign(**values[list(mask)])).mean())

    def ask(masks: np.ndarray) -> np.ndarray:
        # (questions, said) -> (questions,): 1 is "as in the case", 0 "as in the usual rows"
        return np.array([mean(tuple(mask)) for mask in masks.astype(bool)])

    nothing, all_of_it = np.zeros((1, len(values))), np.ones((1, len(values)))
    found = shap.PermutationExplainer(ask, nothing, seed=seed)(all_of_it, silent=True)
    effects = pd.Series(found.values[0], values.index).sort_values(key=abs, ascending=False)
    usually, answer = ask(np.concatenate([nothing, all_of_it]))
    return Why(float(answer), float(usually), effects, values)


def importance(model: BaseEstimator, rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return how much worse the model gets when a column is shuffled, on rows new to it.

    One column a feature, one row a fold; the score is the first of question.SCORES.
    """
    table, target, losses = features.make(rows), rows[data.TARGET], []
    for learn, check in train.folds(seed).split(table):
        fresh = clone(model).fit(table.iloc[learn], target.iloc[learn])
        how = {"n_repeats": 1, "random_state": seed, "scoring": SCORES[objective.FIRST]}
        drop = permutation_importance(fresh, table.iloc[check], target.iloc[check], **how)
        losses.append(drop.importances_mean)  # (features,)
    return pd.DataFrame(losses, columns=table.columns)


def account(found: Why) -> "pd.Series[float]":
    """Return the account of an answer: what each feature adds, the small ones together."""
    first, rest = found.effects.head(SHOWN), found.effects.iloc[SHOWN:]
    named = first.rename(lambda name: _said(name, found.values[name]))
    return pd.concat([named, pd.Series({f"{len(rest)} others": rest.sum()} if len(rest) else {})])


def _said(name: str, value: Any) -> str:
    if name.startswith("log_"):  # nobody thinks in logarithms
        name, value = name.removeprefix("log_"), f"{np.exp(value):,.0f}"
    return f"{name.replace('_', ' ')} = {value if isinstance(value, str) else f'{value:g}'}"


def text(found: Why) -> str:
    """Return the account as text, at most 80 characters wide."""
    lines = [f"{'usual answer':<40}{told(found.usual):>14}"]
    lines += [f"  {name:<38}{_signed(step):>14}" for name, step in account(found).items()]
    return "\n".join([*lines, f"{f'answer for this {CASE}':<40}{told(found.answer):>14}"])


def _signed(step: float) -> str:
    return f"{'+' if step >= 0 else '-'}{told(abs(step))}"


def main(argv: Sequence[str] | None = None) -> None:
    """Explain the answer for the case that the flags describe, then the model as a whole."""
    flags = argparse.ArgumentParser("explain", description=__doc__.splitlines()[0])
    predict.add_flags(flags)
    flags.add_argument("--model", type=Path, default=predict.MODEL, help="another model file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        case, model = predict.described(chosen), predict.load_model(chosen.model)
        # Not that of params.yaml, which may have been edited since.
        seed = origin.settings(chosen.model).seed
        rows = data.split(data.load(), seed).train
        found = why(model, case, rows, seed)
        print(text(found))
        losses = importance(model, rows, seed)
        print(f"\nRelies most on: {', '.join(losses.mean().nlargest(5).index)}")
        pictures = {
            "explain_one.png": charts.account(account(found), found.usual, found.answer),
            "permutation_importance.png": charts.importance(losses, objective.FIRST.upper()),
        }
        write_reports(chosen.reports, pictures)


if __name__ == "__main__":
    main()
