"""What is this project's own in the tests that others share: a typical loan, and mistakes."""

TYPICAL = {
    "amount": 1000,
    "price": 1500,
    "time": 48,
    "income": 140,
    "expenses": 50,
    "assets": 3000,
    "debt": 0,
    "seniority": 5,
    "job": "fixed",
    "home": "owner",
    "records": "no",
}
ROWS, ONES = 4454, 1254  # loans, and how many of them went bad
RULE = ("records", "yes")  # whom the second baseline refuses
SENSELESS = [
    ("time", 0),
    ("time", 1.5),
    ("amount", -1),
    ("amount", "much"),
    ("amount", 99_999),  # more than the price
    ("price", None),
    ("income", 0),
    ("home", "castle"),
    ("job", "pirate"),
    ("records", None),
    ("seniority", 10**400),
    ("status", "unknown"),
]
