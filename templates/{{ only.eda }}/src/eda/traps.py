"""Find what is wrong, or easily misread, in the record.

None of these stops a program. Each changes a number, and nobody notices. So every trap says what
comes out for somebody who does not look.
"""

from typing import NamedTuple

from .counting import GALE, HURRICANE, SHORT, per_season, trend
from .data import SIZE, Study


class Trap(NamedTuple):
    """Something in the record that misleads."""

    name: str
    found: int  # how often
    misleads: str  # what comes out for somebody who does not look
    done: str  # what this repo does about it


def find(study: Study) -> list[Trap]:
    """Return the traps that this record sets, of those that we know of."""
    return [trap for trap in in_rows(study) + in_storms(study) if trap.found]


def in_rows(study: Study) -> list[Trap]:
    """Look at single fixes: told twice, told at odd hours, not told at all."""
    record, fixes = study.record, study.fixes
    twice, copies = record.duplicated(["name", "time"]).sum(), record.duplicated().sum()
    doubled = f"{copies} rows are copies, {twice - copies} differ a little: all would count double"
    # The usual hours are 0, 6, 12 and 18. A fix between them tells of a peak or a landfall.
    odd = fixes["hour"] % 6 != 0
    winds = f"their mean wind is {fixes['wind'][odd].mean():.0f} kt, of the others "
    winds += f"{fixes['wind'][~odd].mean():.0f} kt"
    unknown = fixes[SIZE].isna()
    since = fixes["season"][~unknown].min()
    later = f"known since {since} only; {(unknown & (fixes['season'] >= since)).sum()} are missing"
    # No value is missing here: a storm without a category was no hurricane.
    empty = f"the mean, {fixes['category'].mean():.1f}, is that of hurricanes, not of storms"
    return [
        Trap("times told twice", int(twice), doubled, "the first row stays"),
        Trap("fixes at odd hours", int(odd.sum()), winds, "kept; no wind is averaged"),
        Trap("sizes unknown", int(unknown.sum()), f"{later} later", "told beside r"),
        Trap("no category", int(fixes["category"].isna().sum()), empty, "wind instead"),
    ]


def in_storms(study: Study) -> list[Trap]:
    """Look at what is counted: which rows are one storm, and which storms are in the record."""
    storms, fixes = study.storms, study.fixes
    names = storms["name"].value_counts()
    most = f"by name, {len(names)} storms; {names.index[0]} would be one, and is {names.iloc[0]}"
    alive = (storms["last"].dt.year > storms["season"]).sum()
    by_year = f"by name and year, {len(fixes.drop_duplicates(['name', 'year']))} storms"
    # Extratropical storms, the kind that winter brings, may blow as hard.
    strong = storms[storms["wind"] >= HURRICANE]
    were = strong.index.isin(fixes["storm"][fixes["status"] == "hurricane"])
    by_wind = f"by wind, {len(strong)} hurricanes; by status, {were.sum()}"
    weak = storms[storms["wind"] < GALE]
    first = f"none before {weak['season'].min():.0f}: a part of any rise is book-keeping"
    short = storms[storms["days"] <= SHORT]
    known = short.groupby("season").size()  # knows no season without a short storm
    zeros = f"short ones: {trend(known)}, not {trend(per_season(short, study.seasons))}"
    return [
        Trap("names used again", int((names > 1).sum()), most, "30 silent days part two"),
        Trap("alive at New Year", int(alive), by_year, "the season in which it began"),
        Trap("no hurricane, but as strong", int((~were).sum()), by_wind, "called hurricane force"),
        Trap("weaker than a gale", len(weak), first, "told with and without them"),
        Trap("seasons with none", len(study.seasons) - len(known), zeros, "counted as 0"),
    ]
