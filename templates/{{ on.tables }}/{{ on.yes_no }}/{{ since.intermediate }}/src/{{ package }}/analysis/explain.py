"""Ask the trained model why it answers as it does, where it errs, and whether it is fair.

Run it with `uv run explain` after `uv run train`. It never looks at the test set: the model is
trained again on four fifths of the training set and asked about the last fifth, five times over.
So it is always a model that had not seen the row.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import NormalDist
from string import Template

import numpy as np
import pandas as pd
import shap
from fairlearn.metrics import (
    MetricFrame,
    count,
    demographic_parity_difference,
    equalized_odds_difference,
    false_positive_rate,
    selection_rate,
    true_positive_rate,
)
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator, clone
from sklearn.inspection import permutation_importance
from sklearn.metrics import accuracy_score

from .. import data, features, predict, train
from ..errors import reported
from . import charts, groups, objective, origin, scoring
from .programs import REPORTS, write_reports

SHUFFLES = 5  # times that each column is shuffled in each fold
EXAMPLES, BACKGROUND = 150, 25  # rows that SHAP explains, and rows it compares them with

MEASURES = {
    "accuracy": "right answers\n(accuracy)",
    "selection_rate": "says yes\n(selection rate)",
    "true_positive_rate": "yes found\n(true positives)",
    "false_positive_rate": "false alarms\n(false positives)",
}


@dataclass(frozen=True)
class Explanation:
    """Everything that was found out about a model; nothing is on disk yet."""

    importance: pd.DataFrame  # (folds * shuffles, features): score lost
    effects: pd.DataFrame  # (examples, features): SHAP values in probability
    values: pd.DataFrame  # (examples, features): what these examples look like
    errors: pd.DataFrame  # index (kind, group): rows, share wrong, and its interval
    fairness: pd.DataFrame  # index group: the measures above
    gaps: pd.DataFrame  # index kind: how far the groups are apart
    wrong: float  # share of wrong answers over all rows
    line: float  # the probability from which on the answer was yes


def explain(model: BaseEstimator, rows: pd.DataFrame, seed: int) -> Explanation:
    """Return why a fitted classifier answers as it does, where it errs, and whether it is fair.

    `rows` are the rows of the training set, as `data.load` returns them; the answer is yes from the
    probability on that scoring.py names.
    """
    table, target, line = features.make(rows), rows[data.TARGET], scoring.threshold()
    chance, importance, moves = _on_unseen(model, table, target, seed)
    answers, members = (chance >= line).astype(int), groups.make(rows)
    fair, gaps = fairness(target, answers, members[groups.FAIRNESS])
    errors, wrong = errors_by_group(target, answers, members), float((answers != target).mean())
    values = table.loc[moves.index]
    return Explanation(importance, moves, values, errors, fair, gaps, wrong, line)


def _on_unseen(
    model: BaseEstimator, table: pd.DataFrame, target: pd.Series, seed: int
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Return each row's probability by a model new to it, permutation losses, and SHAP values."""
    chance, losses, moves = pd.Series(0.0, index=target.index), [], []
    for learn, check in train.folds(seed).split(table, target):
        known, unseen, truth = table.iloc[learn], table.iloc[check], target.iloc[check]
        fresh = clone(model).fit(known, target.iloc[learn])
        chance.iloc[check] = fresh.predict_proba(unseen)[:, 1]
        drop = permutation_importance(
            fresh, unseen, truth, n_repeats=SHUFFLES, random_state=seed, scoring=scoring.SCORES[0]
        )
        losses.append(drop.importances.T)  # (shuffles, features)
        some = unseen.sample(min(EXAMPLES // train.FOLDS, len(unseen)), random_state=seed)
        background = known.sample(min(BACKGROUND, len(known)), random_state=seed)
        moves.append(shap_values(fresh, some, background, seed))
    return chance, pd.DataFrame(np.vstack(losses), columns=table.columns), pd.concat(moves)


def shap_values(
    model: BaseEstimator, rows: pd.DataFrame, background: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """Return how far each feature moves the probability of each row.

    Works for any model, since it only asks for answers: Lundberg and Lee, "A Unified Approach to
    Interpreting Model Predictions" (2017). The effects of a row and the mean answer to `background`
    add up to the answer for that row.
    """
    codes = _Codes(pd.concat([rows, background]))

    def ask(numbers: np.ndarray) -> np.ndarray:  # (questions, features) -> (questions,)
        return np.asarray(model.predict_proba(codes.words(numbers))[:, 1], dtype=float)

    masker = shap.maskers.Independent(codes.numbers(background), max_samples=len(background))
    explainer = shap.Explainer(ask, masker, seed=seed)
    found = explainer(codes.numbers(rows), silent=True)
    return pd.DataFrame(found.values, index=rows.index, columns=rows.columns)


class _Codes:
    """Translate words to numbers and back: SHAP mixes rows, and does that with numbers only."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.columns = list(table)
        words = table.select_dtypes(exclude="number")
        self.known = {name: sorted(words[name].unique()) for name in words}

    def numbers(self, table: pd.DataFrame) -> np.ndarray:
        coded = table.copy()
        for name, words in self.known.items():
            coded[name] = table[name].map(words.index)
        return np.asarray(coded, dtype=float)

    def words(self, numbers: np.ndarray) -> pd.DataFrame:
        table = pd.DataFrame(numbers, columns=self.columns)
        for name, words in self.known.items():
            table[name] = np.asarray(words, dtype=object)[table[name].astype(int)]
        return table


def errors_by_group(target: pd.Series, answers: pd.Series, members: pd.DataFrame) -> pd.DataFrame:
    """Return how many rows each group has, which share of its answers is wrong, and its interval.

    The more groups one looks at, the worse the worst of them looks by luck. So the intervals are
    widened until all of them together are right 19 times in 20 (Bonferroni, 1936; each is a score
    interval: Wilson, 1927).
    """
    missed = (answers != target).rename("wrong")
    parts = {kind: missed.groupby(members[kind]).agg(rows="size", wrong="mean") for kind in members}
    found = pd.concat(parts, names=["kind", "group"])
    z = NormalDist().inv_cdf(1 - 0.05 / (2 * len(found)))
    rows, wrong = found["rows"], found["wrong"]
    middle = (wrong + z**2 / (2 * rows)) / (1 + z**2 / rows)
    half = z * np.sqrt(wrong * (1 - wrong) / rows + (z / (2 * rows)) ** 2) / (1 + z**2 / rows)
    return found.assign(low=middle - half, high=middle + half)


def worst_group(found: Explanation) -> str:
    """Say which group it errs most for, and whether that is more than luck."""
    beyond = found.errors[found.errors["low"] > found.wrong]
    table = found.errors if beyond.empty else beyond
    worst = table.loc[table["wrong"].idxmax()]
    return (
        f"{'nobody beyond luck; worst is ' if beyond.empty else ''}{worst.name[1]}, "
        f"{worst['wrong']:.0%} wrong ({worst['low']:.0%} to {worst['high']:.0%}; "
        f"of {len(found.errors)} groups, {found.wrong:.0%} overall)"
    )


def fairness(
    target: pd.Series, answers: pd.Series, members: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the measures for each group, and how far the groups of a kind are apart.

    Demographic parity: every group hears "yes" equally often. Equalized odds: in every group the
    model is right about the real yes, and about the real no, equally often. 0: no difference.
    """
    metrics = {
        "rows": count,
        "accuracy": accuracy_score,
        "selection_rate": selection_rate,
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
    }
    frames, gaps = [], {}
    for kind in members:
        of = {"y_true": target, "y_pred": answers, "sensitive_features": members[kind]}
        measured = MetricFrame(metrics=metrics, **of).by_group
        frames.append(measured.astype({"rows": int}).rename_axis("group"))
        gaps[kind] = {
            "demographic_parity_difference": demographic_parity_difference(**of),
            "equalized_odds_difference": equalized_odds_difference(**of),
        }
    return pd.concat(frames), pd.DataFrame.from_dict(gaps, orient="index").rename_axis("groups by")


def figures(found: Explanation, model: str) -> dict[str, Figure]:
    """Return the pictures, by file name."""
    lost = f"{model}: {objective.words(scoring.SCORES[0])} on unseen rows, one column shuffled"
    moved = f"{model}: SHAP values, one dot an example"
    missed = f"{model}: share of wrong answers; {found.wrong:.0%} overall (dashed)"
    said = f"{model} on unseen rows, yes from {found.line:.2f} on"
    return {
        "permutation_importance.png": charts.importance(found.importance, lost),
        "shap_summary.png": charts.shap_summary(found.effects, found.values, moved),
        "errors.png": charts.errors(found.errors, missed),
        "fairness.png": charts.fairness(found.fairness, MEASURES, said),
    }


def name_of(model: BaseEstimator) -> str:
    """Return what kind of model this is, as its library calls it."""
    return type(model[-1] if hasattr(model, "steps") else model).__name__


def report(found: Explanation, model: str) -> str:
    """Return the findings as Markdown, pictures included: explain.md with its gaps filled."""
    importance = found.importance.agg(["mean", "std"]).T.rename_axis("feature")
    moves = found.effects.abs().mean().sort_values(ascending=False).rename("mean move")
    words = files(__package__).joinpath("explain.md").read_text(encoding="utf-8")
    return Template(words).substitute(
        model=model,
        score=objective.words(scoring.SCORES[0]),
        importance=markdown(importance.sort_values("mean", ascending=False)),
        effects=markdown(moves.rename_axis("feature").to_frame()),
        line=f"{found.line:.2f}",
        wrong=f"{found.wrong:.1%}",
        worst=worst_group(found),
        errors=markdown(found.errors.sort_values("wrong", ascending=False)),
        fairness=markdown(found.fairness),
        gaps=markdown(found.gaps),
    )


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, shares with three digits."""
    told = table.reset_index().rename(columns=lambda name: str(name).replace("_", " "))
    return str(told.to_markdown(index=False, floatfmt=".3f"))


def main(argv: Sequence[str] | None = None) -> None:
    """Explain the model that train saved."""
    flags = argparse.ArgumentParser("explain", description=__doc__.splitlines()[0])
    flags.add_argument(
        "--model", type=Path, default=predict.MODEL, help="default: models/model.skops"
    )
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = flags.parse_args(argv)
    with reported():
        model = predict.load_model(chosen.model)
        # Not that of params.yaml: with another seed, other rows would be taken for the test set.
        seed = origin.settings(chosen.model).seed
        found = explain(model, data.split(data.load(), seed).train, seed)
        losses = found.importance.mean().nlargest(3)
        print(f"Relies most on: {', '.join(losses.index[losses > 0]) or 'nothing'}")
        print(f"Errs most for:  {worst_group(found)}")
        for kind, gap in found.gaps["equalized_odds_difference"].items():
            print(f"Equalized odds difference by {kind}: {gap:.2f} (0: no difference)")
        name = name_of(model)
        contents = {"explain.md": report(found, name), **figures(found, name)}
        write_reports(chosen.reports, contents)


if __name__ == "__main__":
    main()
