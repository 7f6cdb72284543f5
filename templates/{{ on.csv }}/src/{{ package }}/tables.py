"""Read a table as people have it, and hold its values to what makes sense.

What is plain is read: other separators, a decimal comma, capitals in the first line, UTF-16 or
Windows' own letters, a packed file. The rest is refused by a sentence that names the place.
"""

import gzip
import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from .errors import UserError

# column: the words it may hold, or whole numbers, or (smallest, largest number)
Rules = Mapping[str, list[str] | range | tuple[float, float]]


class DataError(UserError):
    """A table that is missing, damaged or not what it should be."""


class Split(NamedTuple):
    """Rows to learn from, and rows kept aside for the final exam."""

    train: pd.DataFrame
    test: pd.DataFrame


def read(path: Path, known: Collection[str]) -> pd.DataFrame:
    """Return the table in a file, its columns spelt as in `known`; DataError if it has none."""
    lines = io.StringIO(_text(path), newline=None).readlines()  # None: any kind of line end
    separator = max(",;\t|", key=next(filter(str.strip, lines), "").count)
    # A separator at the end of a line has nothing behind it.
    text = "\n".join(line.rstrip("\n").removesuffix(separator) for line in lines)
    look = {"sep": separator, "decimal": "." if separator == "," else ","}
    try:
        table: pd.DataFrame = pd.read_csv(io.StringIO(text), skipinitialspace=True, **look)
        if not isinstance(table.index, pd.RangeIndex):  # pandas made an index of a first column
            raise pd.errors.ParserError("The first row has more fields than there are names")
    except ValueError as problem:  # "... error: Expected 3 fields in line 3, saw 4"
        reason = str(problem).rpartition("error: ")[2].strip()
        hint = f"Is there a `{separator}` or a quote too many?"
        raise DataError(f"`{path.name}` is no table, or damaged. {reason}. {hint}") from None
    spelling = {_plain(name): name for name in known}
    table.columns = [spelling.get(_plain(name), name) for name in table.columns]
    for name in table.columns[table.columns.duplicated()]:
        raise DataError(f"`{path.name}` has the column `{name}` twice. Delete one of them.")
    return table


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()  # "Home Dest" is home.dest


def _text(path: Path) -> str:
    if not path.exists():
        raise DataError(f"`{path}` does not exist.")
    raw = path.read_bytes()
    try:  # the first bytes tell a packed file, whatever it is called
        if raw.startswith(b"\x1f\x8b"):
            raw = gzip.decompress(raw)
        elif raw.startswith(b"PK\x03\x04"):
            archive = zipfile.ZipFile(io.BytesIO(raw))
            (name,) = (name for name in archive.namelist() if not name.startswith("__MACOSX"))
            raw = archive.read(name)
    except Exception:  # noqa: BLE001 - cut off, with a password, or several files in one
        raise DataError(f"`{path}` is a damaged archive, or no single CSV file.") from None
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))  # two bytes a letter
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")  # what a spreadsheet on Windows calls CSV


def check(
    table: pd.DataFrame, source: str, rules: Rules, gaps: Collection[str] = ()
) -> pd.DataFrame:
    """Return the table with proper numbers in it, or raise DataError naming the first mistake.

    `source` is what the message calls the table; in the columns `gaps` a value may be missing.
    """
    require(table, dict.fromkeys([*rules, *gaps]), source)
    if table.empty:
        raise DataError(f"`{source}` has no rows in it.")
    table = table.copy()  # the caller's own stays as it is
    for column, allowed in rules.items():
        given = table[column]
        if isinstance(allowed, list):
            good, expected = given.isin(allowed), "one of " + ", ".join(f"`{w}`" for w in allowed)
        else:
            # Words become NaN; through text, so that a number of hundreds of digits is no mishap.
            numbers = pd.to_numeric(given.astype(str), errors="coerce")
            whole, low, high = isinstance(allowed, range), allowed[0], allowed[-1]
            good = numbers.isin(allowed) if whole else numbers.between(low, high)
            expected = f"a {'whole ' if whole else ''}number from {low} to {high}"
            table[column] = numbers
        if column in gaps:
            good |= given.isna()
        refuse(given[~good], expected, source)
    return table


def require(table: pd.DataFrame, columns: Collection[str], source: str) -> None:
    """Raise DataError if one of these columns is not there."""
    missing = ", ".join(f"`{name}`" for name in columns if name not in table)
    if missing:
        there = ", ".join(f"`{str(name)[:20]}`" for name in table.columns[:8])
        raise DataError(f"`{source}` lacks the column {missing}. Its first line has {there}.")


def refuse(bad: "pd.Series[Any]", expected: str, source: str) -> None:
    """Raise DataError about the first of these wrong values, if there is one."""
    for row, value in bad.head(1).items():
        given = "empty" if pd.isna(value) else f"`{str(value)[:40]}`"
        place = f"`{source}`, row {int(row) + 1}"
        raise DataError(f"{place}: `{bad.name}` must be {expected}, not {given}.")
