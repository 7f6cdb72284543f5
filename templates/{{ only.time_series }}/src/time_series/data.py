"""Read the daily rides as one series without gaps, or say in one sentence why that cannot be."""

from pathlib import Path

import pandas as pd

from . import tables
from .tables import DataError

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "chicago.csv.gz"
TARGET = "ridership"  # people who entered the station that day, in thousands
COLUMNS = ["date", TARGET]  # the file has more; data/README.md explains them all
RULES: tables.Rules = {TARGET: (0, 1_000)}
LEAST = 4 * 364  # days: two years to learn from, one to choose a model by, one for the exam


def load(path: Path = CSV) -> "pd.Series[float]":
    """Return thousands of rides by day, oldest first. DataError tells what is wrong with a file."""
    table = tables.read(path, COLUMNS)
    tables.require(table, COLUMNS, path.name)
    rides = tables.check(table, path.name, RULES)[TARGET].astype(float)
    days = pd.to_datetime(table["date"].astype(str), format="ISO8601", errors="coerce", utc=True)
    tables.refuse(table["date"][days.isna()], "a day such as 2016-08-28", path.name)
    rides.index = pd.DatetimeIndex(days.dt.tz_localize(None).dt.normalize(), name="date")
    return check(rides.sort_index(), path.name)  # some files begin with the newest day


def check(rides: "pd.Series[float]", source: str) -> "pd.Series[float]":
    """Return a series in which each day stands once and none is missing, or raise DataError.

    What is wrong is refused and not repaired: "a week ago" is found by counting seven rows back,
    and after a gap that would be another weekday.
    """
    for day in rides.index[rides.index.duplicated()]:
        raise DataError(f"`{source}` has the day {day:%Y-%m-%d} more than once. Keep one row.")
    whole = pd.date_range(rides.index[0], rides.index[-1], name="date")
    for day in whole.difference(rides.index):
        gaps = f"{len(whole) - len(rides)} missing in all"
        raise DataError(f"`{source}` lacks the day {day:%Y-%m-%d} ({gaps}). Add a row for it.")
    if len(rides) < LEAST:
        raise DataError(f"`{source}` has {len(rides)} days; it takes {LEAST} to learn from them.")
    return rides.asfreq("D")  # pandas now knows that this is a series of days
