"""Read a table as people have it, and hold its values to what makes sense.

What is plain is read: other separators, a decimal comma, capitals in the first line, UTF-16 or
Windows' own letters, a packed file. The rest is refused by a sentence that names the place.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from .errors import UserError


class DataError(UserError):
    """A table that is missing, damaged or not what it should be."""

    def __init__(self, sentence: str, errors: dict[str, str] | None = None) -> None:
        """Take the sentence for people and, where columns are at fault, a remark on each."""
        super().__init__(sentence)
        self.errors = errors or {}


class Split(NamedTuple):
    """Rows to learn from, and rows kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


class Rules(NamedTuple):
    """What has to be true of a table."""

    case: str  # what a row is called
    columns: Sequence[str]  # that must be there
    ranges: Mapping[str, tuple[float, float, bool]]  # smallest, largest value, may it be missing?
    whole: Sequence[str]  # the columns of whole numbers
    words: Mapping[str, tuple[Sequence[str], bool]]  # words to choose from, may it be missing?


def read(path: Path, known: Iterable[str]) -> pd.DataFrame:
    """Return the table in a file, its columns spelt as in `known`; DataError if it has none."""
    text = _text(path)
    separator = max(",;\t|", key=text.lstrip("\n").partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    try:
        width = len(next(filter(None, rows)))
        for row in rows:  # an empty field at the end of a line is none
            if len(row) > width + 1 or any(row[width:]):
                raise DataError(
                    f"`{path.name}`, line {rows.line_num} has {len(row)} fields, more fields than"
                    f" the {width} of the first line. Is there a `{separator}` without quotes?"
                )
        # Without `index_col`, a comma at the end of each line would move all values by a column.
        decimal = "." if separator == "," else ","
        form = {"sep": separator, "decimal": decimal, "skipinitialspace": True, "index_col": False}
        table: pd.DataFrame = pd.read_csv(io.StringIO(text), usecols=range(width), **form)
    except (csv.Error, pd.errors.ParserError) as problem:
        raise DataError(f"`{path.name}` is a damaged table: {problem}.") from None
    spelling = {_plain(name): name for name in known}
    table.columns = [spelling.get(_plain(name), name) for name in table.columns]
    for name in table.columns[table.columns.duplicated()]:
        raise DataError(f"`{path.name}` has the column `{name}` twice. Delete one of them.")
    return table


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _text(path: Path) -> str:
    if not path.exists():
        raise DataError(f"`{path}` does not exist.")
    raw = path.read_bytes()
    try:
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.decompress(raw)
        elif raw.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                (name,) = (name for name in archive.namelist() if not name.startswith("__MACOSX"))
                raw = archive.read(name)
    except Exception:  # noqa: BLE001 - cut off, with a password, or several files in one
        raise DataError(f"`{path}` is a damaged archive, or no single CSV file.") from None
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")  # two bytes a letter
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # what a spreadsheet on Windows calls CSV
    if not text.strip():
        raise DataError(f"`{path}` is empty.")
    if "\0" in text:
        raise DataError(f"`{path}` is damaged, or no text. Save it as CSV.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check(table: pd.DataFrame, source: str, rules: Rules) -> pd.DataFrame:
    """Return the table with proper numbers in it, or raise DataError naming the first mistake.

    `source` is what the message calls the table, for example its file name.
    """
    require(table, rules.columns, source)
    if table.empty:
        raise DataError(f"`{source}` has no {rules.case}s in it.")
    table, where = table.copy(), f"`{source}`, {rules.case}"
    for column, (low, high, optional) in rules.ranges.items():
        # Words become NaN; through text, so that a number of hundreds of digits is no mishap.
        values = pd.to_numeric(table[column].astype(str), errors="coerce")
        good, kind = values.between(low, high), "a number"
        if column in rules.whole:
            good, kind = good & (values % 1 == 0), "a whole number"
        bad = ~(good | (optional & table[column].isna()))
        refuse(table.loc[bad, column], f"{kind} from {low} to {high}", where)
        table[column] = values
    for column, (words, optional) in rules.words.items():
        bad = ~(table[column].isin(words) | (optional & table[column].isna()))
        refuse(table.loc[bad, column], "one of " + ", ".join(f"`{w}`" for w in words), where)
    return table


def require(table: pd.DataFrame, columns: Sequence[str], source: str) -> None:
    """Raise DataError if one of these columns is not there."""
    missing = ", ".join(f"`{name}`" for name in columns if name not in table)
    if missing:
        there = ", ".join(f"`{str(name)[:20]}`" for name in table.columns[:8])
        raise DataError(f"`{source}` lacks the column {missing}. Its first line has {there}.")


def refuse(bad: "pd.Series[Any]", expected: str, where: str) -> None:
    """Raise DataError about the first of these wrong values, if there is one."""
    for line, value in zip(bad.index[:1], bad, strict=False):
        given = "empty" if pd.isna(value) else f"`{str(value)[:40]}`"
        wrong = f"must be {expected}, not {given}"
        place = f"{where} {int(line) + 1}: `{bad.name}` {wrong}."
        raise DataError(place, {str(bad.name): wrong})
