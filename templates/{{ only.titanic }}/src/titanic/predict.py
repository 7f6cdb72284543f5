"""Ask the trained model about one passenger, or about everybody in a CSV file.

Run it with `uv run predict --sex female --age 29 --pclass 1`, or `uv run predict --file some.csv`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from . import data, features, models
from .errors import reported

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

MODEL = data.ROOT / "models" / "model.skops"
HARMLESS = "numpy.dtype"  # says "a column of numbers"; skops asks about it all the same
SHOWN = 10  # rows of a file that are printed


def load_model(path: Path = MODEL) -> "BaseEstimator":
    """Return the trained model in a file, or raise ModelError if there is none to be trusted."""
    import skops.io  # brings scikit-learn with it: a second that `--help` should not cost

    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        asked = skops.io.get_untrusted_types(file=path)
        unknown = set(asked) - {HARMLESS}
        if unknown:  # ask the models only now: some would import a big library to answer
            unknown -= set(_trusted())
        if not unknown:
            return skops.io.load(path, trusted=asked)
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    raise models.ModelError(f"`{path}` holds `{min(unknown)}`, which no model needs: not opened.")


def _trusted() -> list[str]:
    """Return the types that models name in TRUSTED: harmless, but unknown to skops by default."""
    found = (getattr(models.module(name), "TRUSTED", []) for name in models.available())
    return [kind for kinds in found for kind in kinds]


def predict(model: "BaseEstimator", passengers: pd.DataFrame) -> pd.DataFrame:
    """Return `probability` (of survival, 0 to 1) and `survived` (0 or 1) for each passenger.

    `passengers` has the columns data.INPUTS, one person a row; the answer keeps its index.
    """
    try:
        probability = model.predict_proba(features.make(passengers))[:, 1]
    except ValueError:
        raise models.ModelError(
            "The model was trained on other features. Run `uv run train` again."
        ) from None
    answers = pd.DataFrame({"probability": probability}, index=passengers.index)
    return answers.assign(survived=(probability >= 0.5).astype(int))


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--sex", choices=["female", "male"], default="male", help="default: male")
    add("--age", type=float, help="in years; default: unknown")
    add("--pclass", type=int, choices=[1, 2, 3], default=3, help="ticket class; default: 3")
    add("--sibsp", type=int, default=0, help="siblings and spouses on board; default: 0")
    add("--parch", type=int, default=0, help="parents and children on board; default: 0")
    add("--fare", type=float, help="price of the ticket in 1912 pounds; default: unknown")
    add("--embarked", choices=["C", "Q", "S"], default="S", help="port; default: S (Southampton)")
    add("--name", help='as in "Brown, Mrs. Margaret": the title counts; default: a guess')
    add("--file", type=Path, help="a CSV file with the columns of data/titanic.csv")
    add("--output", type=Path, help="write the answers for --file into this CSV file")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the passengers that the flags describe."""
    flags = parser()
    chosen = flags.parse_args(argv)
    if chosen.output and not chosen.file:
        flags.error("--output needs --file")
    with reported():
        if chosen.file:
            _answer_file(chosen.file, chosen.output)
        else:
            _answer_one(chosen)


def _answer_one(chosen: argparse.Namespace) -> None:
    passenger = {column: getattr(chosen, column) for column in data.INPUTS}
    passengers = data.check(pd.DataFrame([passenger]), "command line")
    answer = predict(load_model(), passengers).iloc[0]
    verdict = "survives" if answer["survived"] else "dies"
    print(f"Probability of survival: {answer['probability']:.0%}. The model says: {verdict}.")


def _answer_file(source: Path, output: Path | None) -> None:
    passengers = data.check(data.read(source), source.name)
    answers = predict(load_model(), passengers)
    names = passengers["name"].map(features.text)
    for name, answer in zip(names.head(SHOWN), answers.head(SHOWN).itertuples(), strict=True):
        verdict = "survives" if answer.survived else "dies"
        print(f"{answer.probability:>5.0%}  {verdict:<8}  {_printable(name)}")
    if len(answers) > SHOWN:
        print(f"... and {len(answers) - SHOWN} more")
    print(f"{answers['survived'].sum()} of {len(answers)} passengers survive, says the model.")
    if output:
        passengers.assign(**answers.add_prefix("predicted_")).to_csv(output, index=False)
        print(f"Wrote {output}")


def _printable(name: str) -> str:
    """Shorten a name and replace letters that this terminal cannot show."""
    encoding = sys.stdout.encoding or "ascii"
    return name[:50].encode(encoding, "replace").decode(encoding)


if __name__ == "__main__":
    main()
