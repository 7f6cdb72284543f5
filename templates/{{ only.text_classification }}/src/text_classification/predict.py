"""Ask the trained model about a text, or about every row of a file (--file).

Run it with `uv run predict "a game of chess for the terminal"`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from sklearn.base import BaseEstimator

from . import data, models, reading
from .errors import reported

MODEL = data.ROOT / "models" / "model.skops"


def load_model(path: Path = MODEL) -> BaseEstimator:
    """Return the trained model in a file, or raise ModelError if there is none to be trusted."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        kinds = skops.io.get_untrusted_types(file=path)  # parts that skops does not know
        unknown = set(kinds) - {"numpy.dtype"}  # says "a column of numbers": harmless
        if not unknown:
            return skops.io.load(path, trusted=kinds)
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    raise models.ModelError(f"`{path}` holds `{min(unknown)}`, which no model needs: not opened.")


def predict(model: BaseEstimator, texts: "pd.Series[str]") -> "pd.Series[str]":
    """Return the model's label for each text."""
    return pd.Series(model.predict(texts), texts.index, name="predicted")


def points(model: BaseEstimator, texts: "pd.Series[str]") -> pd.DataFrame:
    """Return how much speaks for each label: a row for each text, a column for each label.

    Of a linear model these are sums of weights: above 0 says "yes, this label", below 0 "no", and
    several labels may get a yes, or none. They are no probabilities.
    """
    answer = getattr(model, "decision_function", None) or model.predict_proba
    found = np.asarray(answer(texts))
    if found.ndim == 1:  # of two labels, scikit-learn gives the points of the second alone
        found = np.column_stack([-found, found])
    return pd.DataFrame(found, texts.index, list(model.classes_))


def has_weights(model: BaseEstimator) -> bool:
    """Say whether this is a pipeline that ends in one weight for each label and word."""
    return hasattr(model, "steps") and hasattr(model[-1], "coef_")


def weights(model: BaseEstimator) -> pd.DataFrame:
    """Return what each word weighs: a row for each word, a column for each label."""
    if not has_weights(model):
        raise models.ModelError("Only a linear model has weights. Train `model: linear_svm`.")
    found = model[-1].coef_  # (labels, words)
    found = np.vstack([-found, found]) if len(found) == 1 else found  # two labels, as above
    return pd.DataFrame(found.T, model[0].get_feature_names_out(), list(model.classes_))


def spoken(model: BaseEstimator, text: str) -> pd.DataFrame:
    """Return what each word of a text adds to the points of each label: weight times TF-IDF.

    A column, with the constant of its label, sums up to exactly what `points` says.
    """
    counted = model[0].transform([text])  # (1, words): nearly all of it zero
    said = weights(model).iloc[counted.indices]
    return said.mul(counted.data, axis=0)


def explained(model: BaseEstimator, text: str) -> str:
    """Say which three labels fit a text best, and which of its words say so."""
    best = points(model, pd.Series([text])).iloc[0].nlargest(3)
    added = spoken(model, text) if has_weights(model) else pd.DataFrame(columns=best.index)
    lines, width = [], max(len(str(label)) for label in best.index)
    for label, value in best.items():
        heavy = added[label][added[label] > 0.05].astype(float).nlargest(5)
        lines.append(f"{label!s:<{width}} {value:5.2f}  {', '.join(heavy.index)}".rstrip())
    if has_weights(model) and added.empty:
        lines.append("None of these words was learned: this is a guess.")
    return "\n".join(lines)


def add_from(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which run it is about."""
    about = "a folder below other/, which `train --data` wrote"
    parser.add_argument("--from", dest="folder", type=Path, default=data.ROOT, help=about)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for one text, or for a file."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("words", nargs="*", metavar="TEXT", help="a text, in quotes or not")
    flags.add_argument("--file", type=Path, help="a table with texts in it")
    flags.add_argument("--text", default="", help="column with the texts, if not the longest")
    flags.add_argument("--output", type=Path, help="write that table with the answers here")
    add_from(flags)
    chosen = flags.parse_args(argv)
    if bool(chosen.words) == bool(chosen.file):
        flags.error("say a text, or --file and the name of a file")
    with reported():
        model = load_model(chosen.folder / "models" / "model.skops")
        if chosen.words:
            print(explained(model, " ".join(chosen.words)))
            return
        table = reading.with_names(reading.read(chosen.file), {chosen.text})
        longest = reading.guess_text(table)
        text = reading.pick(table, chosen.text, longest, "text", chosen.file.name)
        answers = predict(model, table[text])
        table.insert(0, "predicted", answers, allow_duplicates=True)
        print(table.to_string(max_rows=10, max_colwidth=18, max_cols=4, index=False))
        print(f"{len(table)} texts; most often: {answers.mode()[0]}.")
        if chosen.output:
            table.to_csv(chosen.output, index=False)
            print(f"Wrote {chosen.output}")
