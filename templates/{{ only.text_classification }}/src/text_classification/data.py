"""Load texts with their labels, clean them, and keep some aside for the exam."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from . import reading

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
TRAIN, TEST = ROOT / "data" / "train.csv.gz", ROOT / "data" / "test.csv.gz"
FEWEST = 10  # a label with fewer texts can neither be learned nor examined


class Source(NamedTuple):
    """A file of texts, one for the exam if there is one, and which columns to take."""

    file: Path
    exam: Path | None = None
    text: str = ""  # a name, or "": look for it
    label: str = ""
    group: str = ""  # texts that belong together: the same author, customer, program ...


OWN = Source(TRAIN, TEST, "description", "section", "source")


class Split(NamedTuple):
    """Texts to learn from, and texts kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


def load(source: Source = OWN, tell: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """Return columns `text`, `label`, perhaps `group`, and `exam`, which says what is kept aside.

    What was guessed and what was left out is handed to `tell`, a sentence at a time.
    """
    table, names = _columns(source.file, source, tell)
    if source.exam:  # the same columns again
        exam = _columns(source.exam, source._replace(**names), tell)[0].assign(exam=True)
        table = pd.concat([table.assign(exam=False), exam], ignore_index=True)
    return clean(table, tell)


def _columns(
    path: Path, source: Source, tell: Callable[[str], None]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the columns of a file that count, under our names for them, and what theirs are."""
    asked = {"text": source.text, "label": source.label, "group": source.group}
    cells = reading.with_names(reading.read(path), set(asked.values()) - {""})
    if cells.empty:
        raise reading.DataError(f"`{path.name}` has no rows in it.")
    guesses = {"text": reading.guess_text(cells), "label": reading.guess_label(cells)}
    names = {
        what: reading.pick(cells, name, guesses.get(what), what, path.name)
        for what, name in asked.items()
        if name or what in guesses
    }
    if source != OWN:
        said = ", ".join(f"the {what} is `{name}`" for what, name in names.items())
        tell(f"`{path.name}`: {len(cells)} rows; {said}.")
    table = pd.DataFrame({what: cells[name].str.strip() for what, name in names.items()})
    return table, names


def clean(table: pd.DataFrame, tell: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """Leave out what nobody can learn from, and what would be asked twice."""
    empty = (table["text"] == "") | (table["label"] == "")
    # The same words again would be learned, then asked in the exam: whoever repeats them knows
    # them. Capitals and blanks make no difference. The first one stays.
    words = table["text"].str.lower().str.split().str.join(" ")
    again = words.duplicated() & ~empty
    count = table.loc[~empty & ~again, "label"].value_counts()
    rare = ~table["label"].isin(count[count >= FEWEST].index) & ~empty & ~again
    reasons = {
        "lack a text or a label": empty,
        "say what another says": again,
        f"have a label with fewer than {FEWEST} texts": rare,
    }
    for reason, rows in reasons.items():
        if rows.any():
            tell(f"{rows.sum()} rows {reason}: left out.")
    kept = table[~(empty | again | rare)].reset_index(drop=True)
    if kept["label"].nunique() < 2:
        raise reading.DataError(f"Two labels with {FEWEST} texts each are the least to learn from.")
    return kept


def split(texts: pd.DataFrame, seed: int) -> Split:
    """Put the exam aside: what the data say it is, else a fifth, and no group in both parts."""
    if "exam" in texts:
        aside = texts["exam"].to_numpy(bool)
        return Split(texts[~aside], texts[aside])
    if "group" in texts:
        parts = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        learn, exam = next(parts.split(texts, texts["label"], texts["group"]))
        return Split(texts.iloc[learn], texts.iloc[exam])
    how = {"test_size": 0.2, "stratify": texts["label"], "random_state": seed}
    return Split(*train_test_split(texts, **how))
