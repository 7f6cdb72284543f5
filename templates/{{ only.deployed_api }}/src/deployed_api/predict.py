"""Ask the trained model about one loan, or about every loan in a CSV file.

Run it with `uv run predict --amount 1000 --price 1500 --time 36`, or with `--file some.csv`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from . import data, features, form, models
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


def predict(model: "BaseEstimator", loans: pd.DataFrame) -> pd.DataFrame:
    """Return `probability` (of going bad, 0 to 1) and `bad` (0 or 1) for each loan.

    `loans` has the columns data.INPUTS, one loan a row; the answer keeps its index.
    """
    try:
        probability = model.predict_proba(features.make(loans))[:, 1]
    except ValueError:
        raise models.ModelError(
            "The model was trained on other features. Run `uv run train` again."
        ) from None
    answers = pd.DataFrame({"probability": probability}, index=loans.index)
    return answers.assign(bad=(probability >= 0.5).astype(int))


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--amount", type=float, default=1000, help="the loan; default: 1000")
    add("--price", type=float, default=1500, help="of what it pays for; default: 1500")
    add("--time", type=int, default=48, help="months to pay it back; default: 48")
    add("--income", type=float, help="a month; default: not stated")
    add("--expenses", type=float, default=50, help="a month; default: 50")
    add("--assets", type=float, help="what is owned; default: unknown")
    add("--debt", type=float, help="what is owed already; default: unknown")
    add("--seniority", type=int, default=5, help="years in the job; default: 5")
    add("--job", choices=form.WORDS["job"][0], help="default: unknown")
    add("--home", choices=form.WORDS["home"][0], help="default: unknown")
    add("--records", choices=["no", "yes"], default="no", help="bad records? default: no")
    add("--file", type=Path, help="a CSV file with the columns of data/credit.csv")
    add("--output", type=Path, help="write the answers for --file into this CSV file")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the loans that the flags describe."""
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
    loan = {column: getattr(chosen, column) for column in data.INPUTS}
    loans = data.check(pd.DataFrame([loan]), "command line")
    answer = predict(load_model(), loans).iloc[0]
    verdict = "goes bad" if answer["bad"] else "is paid back"
    print(f"Probability of going bad: {answer['probability']:.0%}. The model says: it {verdict}.")


def _answer_file(source: Path, output: Path | None) -> None:
    loans = data.check(data.read(source), source.name)
    answers = predict(load_model(), loans)
    for line, answer in enumerate(answers.head(SHOWN).itertuples(), start=1):
        verdict = "goes bad" if answer.bad else "is paid back"
        print(f"{answer.probability:>5.0%}  {verdict:<12}  loan {line}")
    if len(answers) > SHOWN:
        print(f"... and {len(answers) - SHOWN} more")
    print(f"{answers['bad'].sum()} of {len(answers)} loans go bad, says the model.")
    if output:
        loans.assign(**answers.add_prefix("predicted_")).to_csv(output, index=False)
        print(f"Wrote {output}")


if __name__ == "__main__":
    main()
