"""Hold a record to all rules at once, and count what misleads in it.

Run it with `uv run check`; `uv run check --file mine.csv` looks at another copy.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .. import data, tables
from ..errors import reported
from . import schema


@dataclass(frozen=True)
class Broken:
    """A rule, and what does not keep it."""

    rule: str
    count: int
    first: str  # where the first one is
    of: str  # "row" or "rows", "storm" or "storms"


def mistakes(path: Path) -> list[Broken]:
    """Return the rules for a sound record that this file breaks."""
    raw = tables.read(path, ["name", "status", *data.RULES])
    tables.require(raw, ["name", "status", *data.RULES], path.name)
    table = schema.typed(raw)
    return told(schema.broken(schema.SOUND, table), table["name"], table["year"], "rows")


def traps(record: pd.DataFrame) -> list[Broken]:
    """Return what holds for most of a sound record and not for all of it."""
    in_rows = schema.broken(schema.TRAPS, record)
    fixes = data.clean(record)
    storms = schema.lives(fixes, data.storms(fixes))
    in_storms = schema.broken(schema.STORMS, storms)
    found = told(in_rows, record["name"], record["year"], "rows")
    return found + told(in_storms, storms["name"], storms["season"], "storms")


def told(found: dict[str, list[int]], names: pd.Series, years: pd.Series, of: str) -> list[Broken]:
    """Say of each rule how many break it, and which is the first."""
    listed = []
    for name, rows in found.items():
        year = years.loc[rows[0]]
        first = f"{names.loc[rows[0]]} {'' if pd.isna(year) else int(year)}".strip()
        place = f"row {rows[0] + 1}, {first}" if of == "rows" else first
        listed.append(Broken(name, len(rows), place, of if len(rows) > 1 else of[:-1]))
    return listed


def text(found: list[Broken]) -> str:
    """Return the rules that do not hold, one a line."""
    head = f"{'rule':<40}{'broken by':>16}  first"
    return "\n".join(
        [head, *(f"{each.rule:<40}{each.count:>9} {each.of:<6}  {each.first}" for each in found)]
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Check a record: exit code 1 if it is not sound, and a list of all that is wrong."""
    parser = argparse.ArgumentParser("check", description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, default=data.CSV, help="another copy of the record")
    path = parser.parse_args(argv).file
    with reported():
        wrong = mistakes(path)
        if wrong:
            print(text(wrong), "", sep="\n")
            raise tables.DataError(
                f"`{path.name}` breaks {len(wrong)} rules. Correct the rows first."
            )
        found = traps(data.load(path))
        print(f"Sound: all {schema.rules(schema.SOUND)} rules hold for `{path.name}`.")
        print("\nNo mistakes, but traps; README.md says what each does to a number:\n")
        print(text(found))


if __name__ == "__main__":
    main()
