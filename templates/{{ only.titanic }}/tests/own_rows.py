"""What is this project's own in the tests that others share: a typical passenger, and mistakes."""

TYPICAL = {
    "pclass": 2,
    "name": "Doe, Mrs. Jane",
    "sex": "female",
    "age": 30.0,
    "sibsp": 0,
    "parch": 0,
    "fare": 20.0,
    "embarked": "S",
}
ROWS, ONES = 1309, 500  # passengers, and how many of them survived
RULE = ("sex", "female")  # whom the second baseline lets survive
SENSELESS = [
    ("pclass", 4),
    ("age", -1),
    ("sex", "f"),
    ("embarked", "X"),
    ("sibsp", 0.5),
    ("fare", "free"),
    ("survived", 7),
]
