"""Turn what the list says of a house into what a model can use.

`row` works on one house and needs nothing but Python. `make` applies it to a whole table. So a
single prediction and the training run go through the same code and cannot disagree.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# Numbers that go in as they are: grades, years, rooms, square feet, degrees.
PLAIN = ["overall_qual", "overall_cond", "year_built", "year_remod_add"]
PLAIN += ["bedroom_abvgr", "kitchen_abvgr", "full_bath", "half_bath", "bsmt_full_bath"]
PLAIN += ["fireplaces", "garage_cars", "mas_vnr_area"]
PLAIN += ["wood_deck_sf", "enclosed_porch", "screen_porch", "lon", "lat"]
# Words that have an order become numbers: a good kitchen is better than a fair one.
GRADED = ["kitchen_qual", "heating_qc", "bsmt_qual", "bsmt_exposure", "fireplace_qu"]
GRADES = {"None": 0.0, "Po": 1.0, "Fa": 2.0, "TA": 3.0, "Gd": 4.0, "Ex": 5.0}
GRADES |= {"No": 1.0, "Mn": 2.0, "Av": 3.0}  # how far a basement looks out: not, a bit, well

NUMERIC = ["log_area", "log_total_area", "log_lot_area", "unfinished", *PLAIN, *GRADED]
CATEGORICAL = ["neighborhood", "bldg_type", "condition_1", "functional", "sale_condition"]
UNKNOWN = "unknown"


def row(house: Mapping[str, Any]) -> dict[str, float | str]:
    """Return the features of one house, from square feet, years and words.

    What is missing is None, NaN or left out. It stays missing (NaN, or `unknown`): what to put in
    its place is learned from the training data, so the model does it.
    """
    area, basement = number(house.get("area")), number(house.get("total_bsmt_sf"))
    bare = number(house.get("bsmt_unf_sf"))
    return {
        # Logarithms, because buyers think in per cent: 10 % more house, so many per cent more
        # money. From 1,000 to 1,100 square feet is as big a step as from 3,000 to 3,300.
        "log_area": math.log(area),
        "log_total_area": math.log(area + basement),
        "log_lot_area": math.log(number(house.get("lot_area"))),
        "unfinished": bare / basement if basement else 0.0,  # share of the basement
        **{name: number(house.get(name)) for name in PLAIN},
        **{name: GRADES.get(house.get(name, ""), math.nan) for name in GRADED},
        **{name: word(house.get(name)) for name in CATEGORICAL},
    }


def make(houses: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row of features for each house, in the same order and with the same index."""
    import pandas as pd

    rows = [row(house) for house in houses.to_dict("records")]
    return pd.DataFrame(rows, index=houses.index, columns=NUMERIC + CATEGORICAL)


def number(value: float | None) -> float:
    """Return the value as a float, NaN where it is missing."""
    return math.nan if value is None else float(value)


def word(value: Any) -> str:
    """Return a word as it is, `unknown` where it is missing."""
    return value if isinstance(value, str) else UNKNOWN
