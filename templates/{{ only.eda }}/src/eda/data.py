"""Read the record of Atlantic storms, and make it fit to be counted.

One row is one fix: where a storm was at one time, and how strong. data/README.md explains the
columns, traps.py what is wrong with them.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import tables

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "storms.csv.gz"
SIZE = "tropicalstorm_force_diameter"  # how wide the storm's winds are, nautical miles

# What makes sense in each column. Wind in knots, pressure in hectopascals.
RULES: tables.Rules = {
    "year": range(1851, 2100),
    "month": range(1, 13),
    "day": range(1, 32),
    "hour": range(24),
    "lat": (0, 90),
    "long": (-180, 180),  # west of Greenwich is below 0
    "wind": (5, 220),
    "pressure": (850, 1050),
    "category": range(1, 6),
    SIZE: (0, 2000),
    "hurricane_force_diameter": (0, 2000),
}
# In these an empty field is no mistake; what it means is another matter.
GAPS = ["category", SIZE, "hurricane_force_diameter"]
CLOCK = ["year", "month", "day", "hour"]

# Names are used again, years later. A name that was silent for so long is another storm.
SILENCE = pd.Timedelta(days=30)
ENOUGH = 10  # seasons: through fewer, a line goes wherever chance likes


def load(path: Path = CSV) -> pd.DataFrame:
    """Return the record as it stands, traps and all; DataError names the first mistake in it."""
    fixes = tables.read(path, ["name", "status", *RULES])
    tables.require(fixes, ["name", "status"], path.name)
    fixes = tables.check(fixes, path.name, RULES, GAPS)
    tables.refuse(fixes["name"][fixes["name"].isna()], "a name", path.name)
    times = pd.to_datetime(fixes[CLOCK], errors="coerce")  # 30 February becomes "no time"
    tables.refuse(fixes["day"][times.isna()], "a day that this month has", path.name)
    return fixes.assign(time=times)


def clean(record: pd.DataFrame) -> pd.DataFrame:
    """Return the fixes to count with, each with its `storm`, a number, and its `season`.

    A storm has one fix at a time: of several, the first stays. It belongs to the season in which
    it began, also if it lives to see the new year.
    """
    fixes = record.sort_values(["name", "time"], kind="stable")  # stable: ties stay in order
    other_name = fixes["name"] != fixes["name"].shift()
    after_silence = fixes["time"].diff() > SILENCE
    # True where a storm begins. Adding up gives 1, 1, 1, 2, 2, ...: a number for each storm.
    fixes["storm"] = (other_name | after_silence).cumsum()
    fixes = fixes.drop_duplicates(["storm", "time"])
    fixes["season"] = fixes.groupby("storm")["time"].transform("first").dt.year
    return fixes.reset_index(drop=True)


def storms(fixes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a storm: its life in days, its highest wind, its lowest pressure."""
    table = fixes.groupby("storm").agg(
        name=("name", "first"),
        season=("season", "first"),
        first=("time", "first"),
        last=("time", "last"),
        fixes=("time", "size"),
        wind=("wind", "max"),
        pressure=("pressure", "min"),
    )
    table["days"] = (table["last"] - table["first"]) / pd.Timedelta(days=1)
    return table


@dataclass(frozen=True)
class Study:
    """The record as it stands, and what is counted: its fixes and its storms."""

    record: pd.DataFrame
    fixes: pd.DataFrame  # one row a fix
    storms: pd.DataFrame  # one row a storm
    seasons: range  # from the first to the last, those without a storm among them


def study(record: pd.DataFrame, since: int | None = None) -> Study:
    """Make a record fit to be asked, all of it or what began in `since` or later."""
    fixes = clean(record)
    if since is not None:
        record, fixes = record[record["year"] >= since], fixes[fixes["season"] >= since]
    seasons = fixes["season"].nunique()
    if seasons < ENOUGH:
        raise tables.DataError(f"There are {seasons} seasons; for a trend it takes {ENOUGH}.")
    first, last = int(fixes["season"].min()), int(fixes["season"].max())
    return Study(record, fixes, storms(fixes), range(first, last + 1))
