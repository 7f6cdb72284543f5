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
HARMLESS = "numpy.dtype"  # says "a column of numbers"; skops asks about it all the same


def load_model(path: Path = MODEL) -> BaseEstimator:
    """Return the trained model in a file, or raise ModelError if there is none to be trusted."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        asked = skops.io.get_untrusted_types(file=path)
        unknown = set(asked) - {HARMLESS}
        if unknown:  # ask the models only now: some would import a big library to answer
            found = [models.module(name) for name in models.available()]
            # What they name in TRUSTED is harmless, but unknown to skops.
            unknown -= {kind for module in found for kind in getattr(module, "TRUSTED", [])}
        if not unknown:
            return skops.io.load(path, trusted=asked)
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    raise models.ModelError(f"`{path}` holds `{min(unknown)}`, which no model needs: not opened.")


def predict(model: BaseEstimator, rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each row the `probability` of 1, and the target: 1 if that is at least 0.5."""
    try:
        probabilities = model.predict_proba(features.make(rows))[:, 1]
    except ValueError:
        message = "The model was trained on other features. Run `uv run train` again."
        raise models.ModelError(message) from None
    answers = {"probability": probabilities, data.TARGET: (probabilities >= 0.5).astype(int)}
    return pd.DataFrame(answers, index=rows.index)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the case that the flags describe, or for a file."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    for name, (default, about) in data.FLAGS.items():
        flags.add_argument(f"--{name}", default=default, help=f"{about}; default: {default}")
    flags.add_argument("--file", type=Path, help=f"a CSV file with the columns of {data.CSV.name}")
    flags.add_argument("--output", type=Path, help="write the answers for --file into this file")
    chosen = flags.parse_args(argv)
    if chosen.output and not chosen.file:
        flags.error("--output needs --file")
    with reported():
        if chosen.file:
            _answer_file(chosen.file, chosen.output)
        else:
            said = pd.DataFrame([{name: getattr(chosen, name) for name in data.INPUTS}])
            answer = predict(load_model(), data.check(said, "command line")).iloc[0]
            about = f"Probability that the {CASE} {ANSWERS[1]}: {answer['probability']:.0%}."
            print(about, f"The model says: {ANSWERS[int(answer[data.TARGET])]}.")


def _answer_file(source: Path, output: Path | None) -> None:
    rows = data.check(tables.read(source, data.COLUMNS), source.name)
    answers = predict(load_model(), rows)
    told = answers.round(3).add_prefix("predicted_").join(rows)
    print(told.iloc[:, :5].to_string(max_rows=10, max_colwidth=30))
    print(f"{answers[data.TARGET].sum()} of {len(rows)} {CASE}s: {ANSWERS[1]}, says the model.")
    if output:
        told.to_csv(output, index=False)
        print(f"Wrote {output}")


if __name__ == "__main__":
    main()
