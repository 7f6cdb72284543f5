"""Ask the trained model about one case, or about every row of a CSV file (--file).

Run it with `uv run predict`; `uv run predict --help` lists what can be said.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from sklearn.base import BaseEstimator

from . import data, features, models
from .errors import reported
from .question import CASE, told

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


def predict(model: BaseEstimator, rows: pd.DataFrame) -> "pd.Series[float]":
    """Return the model's answer for each row, in the unit of the target."""
    try:
        answers = model.predict(features.make(rows))
    except ValueError:
        message = "The model was trained on other features. Run `uv run train` again."
        raise models.ModelError(message) from None
    return pd.Series(answers, index=rows.index, name=f"predicted_{data.TARGET}")


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Let a command be told about one case: a flag for each of data.FLAGS."""
    for name, (default, about) in data.FLAGS.items():
        known = "as is usual" if default is None else default
        parser.add_argument(f"--{name}", default=default, help=f"{about}; default: {known}")


def described(chosen: argparse.Namespace) -> pd.DataFrame:
    """Return the case that the flags describe: one row, NaN where nothing was said."""
    said = {name: getattr(chosen, name) for name in data.FLAGS}
    row = pd.DataFrame([said], columns=data.INPUTS, dtype=object).fillna(np.nan)
    return data.check(row, "command line")


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the case that the flags describe, or for a file."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    add_flags(flags)
    flags.add_argument("--file", type=Path, help=f"a CSV file with the columns of {data.CSV.name}")
    flags.add_argument("--output", type=Path, help="write the answers into this CSV file")
    chosen = flags.parse_args(argv)
    with reported():
        if chosen.file:
            rows = data.check(data.read(chosen.file), chosen.file.name)
        else:
            rows = described(chosen)
        answers = predict(load_model(), rows)
        table = rows.copy()
        table.insert(0, answers.name, answers.round(2))
        if chosen.file:
            print(table.iloc[:, :5].to_string(max_rows=10, max_colwidth=30))
            print(
                f"{len(rows)} {CASE}s; half of them above {told(answers.median())}, says the model."
            )
        else:
            print(f"Predicted {data.TARGET} of the {CASE}: {told(answers.iloc[0])}.")
        if chosen.output:
            table.to_csv(chosen.output, index=False)
            print(f"Wrote {chosen.output}")
