"""State what the record must be, and what misleads in it, as schemas of pandera.

`data.load` stops at the first mistake. A schema that is validated lazily lists all of them.
"""

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from ..counting import GALE, HURRICANE
from ..data import CLOCK, GAPS, RULES, SIZE

INNER = "hurricane_force_diameter"
KINDS = ["hurricane", "tropical storm", "tropical depression", "tropical wave", "extratropical"]
KINDS += ["subtropical storm", "subtropical depression", "disturbance", "other low"]
# From which wind on, in knots, a hurricane has which category (Saffir, Simpson): 1 to 5.
SCALE = [HURRICANE, 83, 96, 113, 137, 999]
STEADY = pd.Timedelta(hours=6)


def rule(sentence: str, holds: Callable[[pd.DataFrame], "pd.Series[bool]"]) -> pa.Check:
    """Return a check of whole rows: `holds` says of each whether the sentence is true of it."""
    return pa.Check(holds, error=sentence)


def numbers(column: str) -> pa.Column:
    """Return what `data.load` asks of a column, as pandera writes it."""
    allowed = RULES[column]
    low, high = allowed[0], allowed[-1]
    sentence = f"`{column}` is from {low} to {high}"
    if isinstance(allowed, range):
        check = pa.Check.isin(allowed, error=f"{sentence}, and whole")
    else:
        check = pa.Check.in_range(low, high, error=sentence)
    return pa.Column(float, check, nullable=column in GAPS)


# What must hold: a record that breaks one of these is damaged, or not what we think it is.
SOUND = pa.DataFrameSchema(
    {
        "name": pa.Column(),
        "status": pa.Column(checks=pa.Check.isin(KINDS, error="`status` is a word we know")),
        **{column: numbers(column) for column in RULES},
    },
    checks=[
        rule("the month has that day", lambda t: pd.to_datetime(t[CLOCK], errors="coerce").notna()),
        rule("wind comes in steps of 5 knots", lambda t: t["wind"] % 5 == 0),
        rule(
            "hurricanes have a category, others none",
            lambda t: (t["status"] == "hurricane") == t["category"].notna(),
        ),
        rule(
            "the category is that of the wind",
            lambda t: t["category"].isna() | (t["category"] == category(t["wind"])),
        ),
        # Not "inner <= outer": where both are unknown that is False, and nothing is wrong.
        rule("64 knots reach no farther than 34", lambda t: ~(t[INNER] > t[SIZE])),
    ],
)

# What is true of most rows, and not of all: no mistake, but whoever forgets it counts wrongly.
TRAPS = pa.DataFrameSchema(
    checks=[
        rule("a time is told once", lambda t: ~t.duplicated(["name", "time"])),
        rule("the hour is 0, 6, 12 or 18", lambda t: t["hour"] % 6 == 0),
        rule("the width is known", lambda t: t[SIZE].notna()),
        rule("there is a category", lambda t: t["category"].notna()),
    ]
)

# The same for storms: a table with one row a storm, as `lives` makes it.
STORMS = pa.DataFrameSchema(
    checks=[
        rule("a name is one storm's", lambda t: ~t["name"].duplicated(keep=False)),
        rule("it ends in the year of its season", lambda t: t["last"].dt.year == t["season"]),
        rule("it reaches gale force", lambda t: t["wind"] >= GALE),
        rule("of 64 knots, it is a hurricane", lambda t: (t["wind"] < HURRICANE) | t["hurricane"]),
        rule("it has a fix every six hours", lambda t: t["silence"] <= STEADY),
    ]
)


def category(wind: "pd.Series[float]") -> "pd.Series[float]":
    """Return the category that belongs to a wind in knots; NaN below hurricane force."""
    return pd.cut(wind, SCALE, right=False, labels=False) + 1.0


def typed(raw: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with numbers in the columns of numbers: what is none becomes NaN."""
    return raw.assign(
        **{
            # through text, so that a number of hundreds of digits is no mishap
            column: pd.to_numeric(raw[column].astype(str), errors="coerce").astype(float)
            for column in RULES
        }
    )


def lives(fixes: pd.DataFrame, storms: pd.DataFrame) -> pd.DataFrame:
    """Return the storms with their longest `silence`, and whether each was a `hurricane`."""
    silences = fixes.groupby("storm")["time"].diff().groupby(fixes["storm"]).max()
    were = fixes["storm"][fixes["status"] == "hurricane"]
    silences = silences.fillna(pd.Timedelta(0))  # of a single fix
    return storms.assign(silence=silences, hurricane=storms.index.isin(were))


def broken(schema: pa.DataFrameSchema, table: pd.DataFrame) -> dict[str, list[int]]:
    """Return the rules that do not hold, each with the rows (their index) that break it."""
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as found:
        cases = found.failure_cases
        empty = "`" + cases["column"] + "` is there, and of its kind"
        names = cases["check"].where(cases["check"] != "not_nullable", empty)
        # pandera lists each cell of a row that breaks a rule; a row counts once.
        return {str(name): sorted(set(rows)) for name, rows in cases["index"].groupby(names)}
    return {}


def rules(schema: pa.DataFrameSchema) -> int:
    """Return how many rules a schema holds."""
    return len(schema.checks) + sum(len(column.checks) for column in schema.columns.values())
