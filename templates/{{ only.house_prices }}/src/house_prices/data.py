"""Read the sales, check them, and put the last year aside as the test set."""

from pathlib import Path

import numpy as np
import pandas as pd

from . import tables

ROOT = Path(__file__).resolve().parents[2]  # the folder with pyproject.toml
CSV = ROOT / "data" / "ames.csv"
TARGET = "price"  # in dollars
LAST_YEAR = 2010  # what was sold then is the test set

# What `uv run predict` asks for: (default, what it means). None: as houses like it have it.
FLAGS = {
    "area": (None, "living area above ground in square feet"),
    "overall_qual": (None, "material and finish, from 1 (very poor) to 10 (very excellent)"),
    "overall_cond": (None, "condition, from 1 (very poor) to 10 (very excellent)"),
    "year_built": (None, "the year it was built in"),
    "neighborhood": (None, "such as NAmes or CollgCr; data/README.md lists all 28"),
    "lot_area": (None, "size of the lot in square feet"),
    "total_bsmt_sf": (None, "size of the basement in square feet; 0 without one"),
    "full_bath": (None, "full bathrooms above ground"),
    "garage_cars": (None, "cars that fit into the garage; 0 without one"),
    "kitchen_qual": (None, "Po (poor), Fa (fair), TA (typical), Gd (good) or Ex (excellent)"),
}

GRADES = ["Po", "Fa", "TA", "Gd", "Ex"]
WORDS = {
    "neighborhood": "Blmngtn Blueste BrDale BrkSide ClearCr CollgCr Crawfor Edwards Gilbert "
    "Greens GrnHill IDOTRR Landmrk MeadowV Mitchel NAmes NPkVill NWAmes NoRidge NridgHt OldTown "
    "SWISU Sawyer SawyerW Somerst StoneBr Timber Veenker",
    "condition_1": "Artery Feedr Norm PosA PosN RRAe RRAn RRNe RRNn",
    "bldg_type": "1Fam 2fmCon Duplex Twnhs TwnhsE",
    "functional": "Maj1 Maj2 Min1 Min2 Mod Sal Sev Typ",
    "sale_condition": "Abnorml AdjLand Alloca Family Normal Partial",
}
AREAS = ["total_bsmt_sf", "bsmt_unf_sf", "mas_vnr_area"]
AREAS += ["wood_deck_sf", "enclosed_porch", "screen_porch"]
ROOMS = ["full_bath", "half_bath", "bsmt_full_bath", "bedroom_abvgr", "kitchen_abvgr"]
# What makes sense: words, whole numbers (a range leaves out its end), or smallest and largest.
RULES: tables.Rules = {
    **{column: words.split() for column, words in WORDS.items()},
    **dict.fromkeys(["heating_qc", "kitchen_qual"], GRADES),
    **{column: ["None", *GRADES] for column in ["bsmt_qual", "fireplace_qu"]},
    "bsmt_exposure": ["None", "No", "Mn", "Av", "Gd"],
    **dict.fromkeys(["overall_qual", "overall_cond"], range(1, 11)),
    **dict.fromkeys(["year_built", "year_remod_add"], range(1800, 2031)),
    **dict.fromkeys([*ROOMS, "fireplaces", "garage_cars"], range(11)),
    **dict.fromkeys(AREAS, (0, 20_000)),
    "area": (100, 20_000),
    "lot_area": (500, 1_000_000),
    "lon": (-94, -93),
    "lat": (41.5, 42.5),
}
INPUTS = GAPS = list(RULES)  # what a model may look at; any of it may be missing
COLUMNS = [*INPUTS, TARGET, "yr_sold"]

# In these columns "None" is an answer: there is no basement, no fireplace. Files write it as
# `None`, as `NA` or not at all, and pandas takes all three for "nobody knows".
NONE = ["bsmt_qual", "bsmt_exposure", "fireplace_qu"]
ALIASES = {"GrLivArea": "area", "SalePrice": TARGET}  # what other copies of this list say


def load(path: Path = CSV) -> pd.DataFrame:
    """Return all sales, one a row; DataError if the file is missing or no list of sales."""
    sales = check(read(path), path.name)
    paid_and_sold: tables.Rules = {TARGET: (1, 100_000_000), "yr_sold": range(1900, 2101)}
    return tables.check(sales, path.name, paid_and_sold)


def read(path: Path) -> pd.DataFrame:
    """Return the houses in a file, this repo's or another copy of the list; DataError if none."""
    houses = tables.read(path, [*COLUMNS, *ALIASES])
    houses = houses.rename(columns={a: b for a, b in ALIASES.items() if b not in houses})
    for column in ["lon", "lat"]:  # where it stands, most copies do not say
        if column not in houses:
            houses[column] = np.nan
    tables.require(houses, INPUTS, path.name)
    houses[NONE] = houses[NONE].astype(object).fillna("None")
    return place(houses)


def check(houses: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return the houses if all they say makes sense; DataError names the first mistake."""
    return tables.check(houses, source, RULES, GAPS)


def place(houses: pd.DataFrame) -> pd.DataFrame:
    """Put each house of which nothing but the neighborhood is known into the middle of that."""
    spot = ["lon", "lat"]
    if houses[spot].notna().all(axis=None):
        return houses
    middles = tables.read(CSV, COLUMNS).groupby("neighborhood")[spot].median()
    return houses.fillna(middles.reindex(houses["neighborhood"]).set_axis(houses.index))


def split(sales: pd.DataFrame, seed: int) -> tables.Split:
    """Put the last year aside: who values houses today has to do with sales of the past.

    That leaves nothing to chance, so here, unlike elsewhere, the seed changes nothing.
    """
    past = sales["yr_sold"] < LAST_YEAR
    return tables.Split(sales[past], sales[~past])
