"""Read a table of texts as people have it: commas or tabs, names in the first line or none."""

from itertools import product
from pathlib import Path

import pandas as pd

from .errors import UserError, did_you_mean


class DataError(UserError):
    """A file that is missing, damaged or no table of texts."""


def read(path: Path) -> pd.DataFrame:
    """Return the cells of a file as text, columns numbered from 0; DataError if it is no table."""
    if not path.is_file():
        raise DataError(f"There is no file `{path}`.")
    problem = ""
    for letters, separator in product(["utf-8-sig", "utf-16", "cp1252"], "\t;|,"):
        # Where tabs separate, a quote is a letter like any other: people do not close them.
        look = {"sep": separator, "quoting": 3 if separator == "\t" else 0, "header": None}
        try:
            cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=letters, **look)
        except (ValueError, OSError, EOFError) as reason:
            if "error: " in str(reason):  # "... error: Expected 2 fields in line 3, saw 4"
                problem = str(reason).rpartition("error: ")[2].strip() + ". "
            continue
        # The right separator makes rows of one length; what a short row lacks is NaN, and no text.
        if cells.shape[1] > 1 and not cells.isna().any(axis=None):
            return cells
    hint = "A text with the separator in it must stand in quotes."
    raise DataError(f"`{path.name}` is no table of texts and labels. {problem}{hint}")


def with_names(cells: pd.DataFrame, wanted: set[str]) -> pd.DataFrame:
    """Return the table under its own names, or under `1`, `2` ... if it begins with a row."""
    first, rest = cells.iloc[0].str.strip(), cells.iloc[1:]
    label = guess_label(rest) if len(rest) else None
    # A label comes again further down, the name of a column does not.
    if wanted & set(first) or label is None or first[label] not in set(rest[label].str.strip()):
        return rest.set_axis(list(first), axis=1).reset_index(drop=True)
    return cells.set_axis([str(number + 1) for number in cells], axis=1)


def guess_text(table: pd.DataFrame) -> object:
    """Return the column with the longest texts."""
    return table.apply(lambda column: column.str.len().mean()).idxmax()


def guess_label(table: pd.DataFrame) -> object | None:
    """Return the column that sorts the texts into the fewest groups, None if none does."""
    others = table.drop(columns=guess_text(table))
    kinds = others.loc[:, (others != "").mean() > 0.9].nunique()
    kinds = kinds[(kinds > 1) & (kinds <= len(table) / 2)]
    return kinds.idxmin() if len(kinds) else None


def pick(table: pd.DataFrame, named: str, guessed: object | None, what: str, source: str) -> str:
    """Return the column that was named, else the one guessed; DataError if there is neither."""
    if named and named not in table:
        hint = did_you_mean(named, map(str, table.columns))
        raise DataError(f"`{source}` has no column `{named}`. {hint}")
    if not named and guessed is None:
        raise DataError(f"`{source}`: no column looks like the {what}. Name it: `--{what} NAME`.")
    return named or str(guessed)
