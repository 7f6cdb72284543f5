"""What is this project's own in the tests that others share: a typical house, and mistakes."""

MODEL, OPTIONS = "ridge", {"alpha": 10.0}  # what the README describes
SENSELESS_OPTION = ("alpha", -1)
TYPICAL = {
    "area": 1500.0,
    "overall_qual": 6,
    "overall_cond": 5,
    "year_built": 1975,
    "neighborhood": "NAmes",
    "lot_area": 9000.0,
    "total_bsmt_sf": 1000.0,
    "full_bath": 2,
    "garage_cars": 2,
    "kitchen_qual": "TA",
}
ROWS, TOTAL = 2930, 529732456  # sales, and what was paid for all of them
SENSELESS = [
    ("area", 0),
    ("overall_qual", 11),
    ("overall_cond", 0.5),
    ("year_built", 207),
    ("neighborhood", "Downtown"),
    ("garage_cars", "two"),
    ("kitchen_qual", "good"),
    ("price", 0),
    ("yr_sold", "last"),
]
