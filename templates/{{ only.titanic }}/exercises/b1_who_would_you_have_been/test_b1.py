"""Which one fact moves the model's answer about you furthest?"""

import pandas as pd

from titanic import data, features, models, train

EVERYTHING = {
    "sex": ["female", "male"],
    "age": [1, 5, 10, 20, 40, 60, 80],
    "pclass": [1, 2, 3],
    "sibsp": [0, 1, 2, 3, 5, 8],
    "parch": [0, 1, 2, 3, 5, 8],
    "fare": [5, 10, 20, 50, 100, 500],
    "embarked": ["C", "Q", "S"],
}


def test_b1(answers):
    sex, age, furthest = answers["sex"], answers["age"], answers["furthest"]
    assert sex in ("female", "male"), f'`sex` must be "female" or "male", not "{sex}".'
    assert type(age) in (int, float), "`age` must be a number, without quotes."
    assert 0 <= age <= 120, f"Nobody is {age} years old."
    assert furthest in EVERYTHING, f"`furthest` must be one of {', '.join(EVERYTHING)}."
    learn = data.split(data.load(), seed=42).train
    model = train.fit(models.build("logistic_regression"), learn)
    you = {name: default for name, (default, _) in data.FLAGS.items()} | {"sex": sex, "age": age}
    moves = {}
    for fact, values in EVERYTHING.items():
        table = pd.DataFrame([you | {fact: value} for value in values])
        probabilities = model.predict_proba(features.make(table))[:, 1]
        moves[fact] = float(probabilities.max() - probabilities.min())
    best = max(moves, key=lambda fact: moves[fact])
    assert moves[furthest] > 0.95 * moves[best], (
        f"`{furthest}` moves the probability by {moves[furthest]:.2f} at most; another fact moves"
        f" it by {moves[best]:.2f}."
    )
