"""An exam in which the model knows nobody's future."""

import numpy as np
import pandas as pd
import pytest
from written import written

from recommender import data, evaluate, models


def exam(ratings, start):
    module = written(data, "timeline.py", "exam")
    found = module.exam(ratings, start, 42)
    assert isinstance(found, tuple) and len(found) == 3, "`exam` should return three tables."
    return found


def table():
    """Return ratings of four users: two are done before the second 50, two are not."""
    rows = [(0, 1, 10), (0, 2, 30), (1, 0, 20), (1, 2, 50), (2, 1, 40), (2, 3, 60), (2, 0, 70)]
    ratings = pd.DataFrame([*rows, (3, 3, 5), (3, 1, 45)], columns=["user", "film", "timestamp"])
    return ratings.assign(userId=ratings["user"] + 1, movieId=ratings["film"] + 1, rating=4.0)


def pairs(ratings):
    return sorted(zip(ratings["user"].tolist(), ratings["film"].tolist(), strict=True))


@pytest.mark.parametrize("start", [50, 60, 45])
def test_what_may_be_learned(start):
    learn = exam(table(), start)[0]
    late = learn["timestamp"].max()
    assert late < start, f"With `start` at {start}, the model learns from the second {late}."
    right = pairs(table().query("timestamp < @start"))
    assert pairs(learn) == right, (
        f"With `start` at {start}, there are {len(right)} ratings to learn from, not {len(learn)}."
    )


@pytest.mark.parametrize(
    ("start", "asked"), [(50, [1, 2]), (51, [2]), (45, [1, 2, 3]), (1, [0, 1, 2, 3])]
)
def test_who_is_asked_about_what(start, asked):
    hidden = exam(table(), start)[2]
    assert sorted(hidden["user"]) == asked, (
        f"With `start` at {start}, the users {asked} should be asked, not {sorted(hidden['user'])}."
    )
    last = {0: 2, 1: 2, 2: 0, 3: 1}
    assert pairs(hidden) == [(user, last[user]) for user in asked], (
        "Each user should be asked about the film that they rated last."
    )


def test_who_has_one_film_only():
    alone = table().query("user != 1 or film == 2")  # user 1 has nothing but film 2, at 50
    asked = sorted(exam(alone, 50)[2]["user"])
    assert asked == [2], f"Who has one film only cannot be asked: it should be [2], not {asked}."


@pytest.mark.parametrize("seed", range(6))
def test_films_of_the_same_second(seed):
    ratings = table().assign(timestamp=60)
    found = pairs(written(data, "timeline.py", "exam").exam(ratings, 50, seed)[2])
    right = pairs(data.split(ratings, seed).test)
    assert found == right, (
        f"Where all films are of the same second, seed {seed} hides {right} (user, film) in"
        f" `data.split`, and {found} in yours."
    )


@pytest.mark.parametrize("start", [50, 51, 65])
def test_the_profiles(start):
    _, profiles, hidden = exam(table(), start)
    assert set(profiles["user"]) == set(hidden["user"]), (
        "The profiles should be those of the users that are asked, and of nobody else."
    )
    assert pairs(profiles) == pairs(
        data.split(table()[table()["user"].isin(hidden["user"])], 42).train
    ), "A profile should hold all that its user rated before the hidden film, also after `start`."


def test_the_answers(answers):
    lens = data.load()
    learn, profiles, hidden = exam(lens.ratings, lens.ratings["timestamp"].median())
    assert answers["asked"] == len(hidden), (
        f"`asked` is not {answers['asked']}. How many rows has the third table?"
    )
    model = models.build("item_knn").fit(data.matrix(learn, lens.shape))
    rows = data.matrix(profiles, lens.shape)[hidden["user"].to_numpy()]
    right = evaluate.hit_rate(evaluate.evaluate(model, rows, hidden["film"].to_numpy()).ranks)
    given = answers["hit_rate"]
    assert type(given) in (int, float), "`hit_rate` must be a number, without quotes."
    assert given == pytest.approx(right, abs=0.0011), (
        f"`hit_rate` is not {given}. Fit `item_knn` on the first table alone, and ask about the"
        " third with the profiles of the second."
    )
    assert np.isfinite(right)
