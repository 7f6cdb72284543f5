"""How different are the films of one list?"""

import numpy as np
import pandas as pd
import pytest
from written import written

from recommender import data, models, predict


def function():
    found = written(data, "analysis/variety.py", "variety")
    return found.variety


GENRES = [
    "Comedy",
    "Comedy|Drama",
    "Drama",
    "(no genres listed)",
    "Horror|Thriller|Drama",
    "Comedy",
]


def ask(tops, genres=GENRES):
    return float(function()(np.array(tops), pd.Series(genres, index=range(90, 90 + len(genres)))))


@pytest.mark.parametrize(
    ("films", "right"),
    [
        ([0, 5], 0.0),
        ([0, 2], 1.0),
        ([0, 1], 0.5),
        ([1, 4], 0.75),
        ([0, 3], 1.0),
        ([0, 5, 2], 2 / 3),
        ([0, 1, 2, 4], (0.5 + 1 + 1 + 0.5 + 0.75 + 2 / 3) / 6),
    ],
)
def test_one_list(films, right):
    named = ", ".join(GENRES[film] for film in films)
    found = ask([films])
    assert found == pytest.approx(right), (
        f"The variety of {named} should be {right:.3f}, not {found:.3f}."
    )


def test_short_lists():
    assert ask([[2]]) == 0, "A list of one film should have the variety 0."


def test_many_lists():
    found = ask([[0, 5], [0, 2], [0, 1]])
    assert found == pytest.approx(0.5), (
        f"Three lists with 0, 1 and 0.5 should have the mean 0.5, not {found:.3f}."
    )


def test_a_model():
    lens = data.load()
    profiles = data.matrix(lens.ratings, lens.shape)[:40]
    tops = predict.predict(models.build("popularity").fit(profiles), profiles)
    found = float(function()(tops, lens.films["genres"]))
    assert 0.3 < found < 0.99, f"The lists of popularity have a variety of {found:.2f}: hardly."
