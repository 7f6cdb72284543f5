"""Ask the trained model about one case, or about every row of a CSV file (--file).

Run it with `uv run predict`; `uv run predict --help` lists what can be said.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import skops.io
from sklearn.base import BaseEstimator

from . import data, features, models, tables
from .errors import reported
from .question import ANSWERS, CASE

MODEL = data.ROOT / "models" / "model.skops"


def load_model(path: Path = MODEL) -> BaseEstimator:
    """Return the trained model in a file, or raise ModelError if there is none to be trusted."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        kinds = skops.io.get_untrusted_types(file=path)  # parts that skops does not know
        unknown = set(kinds) - {"numpy.dtype"}  # says "a column of numbers": harmless
        for name in models.available() if unknown else []:  # some import a large library
            unknown -= set(getattr(models.module(name), "TRUSTED", []))  # harmless, it says
        if not unknown:
            return skops.io.load(path, trusted=kinds)
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    raise models.ModelError(f"`{path}` holds `{min(unknown)}`, which no model trusts: not opened.")


def predict(model: BaseEstimator, rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each row the `probability` of 1, and the target: 1 if that is at least 0.5."""
    try:
        probabilities = model.predict_proba(features.make(rows))[:, 1]  # column 0 is that of 0
    except ValueError:
        message = "The model was trained on other features. Run `uv run train` again."
        raise models.ModelError(message) from None
    # 0.5 takes both kinds of mistake for equally bad, which is not so everywhere.
    answers = {"probability": probabilities, data.TARGET: (probabilities >= 0.5).astype(int)}
    return pd.DataFrame(answers, index=rows.index)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the case that the flags describe, or for a file."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    for name, (default, about) in data.FLAGS.items():
        flags.add_argument(f"--{name}", default=default, help=f"{about}; default: {default}")
    flags.add_argument("--file", type=Path, help=f"a CSV file with the columns of {data.CSV.name}")
    flags.add_argument("--output", type=Path, help="write the answers into this CSV file")
    chosen = flags.parse_args(argv)
    with reported():
        said = pd.DataFrame([vars(chosen)])[data.INPUTS]  # one row: what the flags say
        rows = tables.read(chosen.file, data.COLUMNS) if chosen.file else said
        rows = data.check(rows, chosen.file.name if chosen.file else "command line")
        answers = predict(load_model(), rows)
        table = answers.round(3).add_prefix("predicted_").join(rows)
        if chosen.file:
            print(table.iloc[:, :5].to_string(max_rows=10, max_colwidth=30))
            ones = answers[data.TARGET].sum()
            print(f"{ones} of {len(rows)} {CASE}s: {ANSWERS[1]}, says the model.")
        else:
            probability, answer = answers.iloc[0]
            print(f"Probability that the {CASE} {ANSWERS[1]}: {probability:.0%}.", end=" ")
            print(f"The model says: {ANSWERS[int(answer)]}.")
        if chosen.output:
            table.to_csv(chosen.output, index=False)
            print(f"Wrote {chosen.output}")
