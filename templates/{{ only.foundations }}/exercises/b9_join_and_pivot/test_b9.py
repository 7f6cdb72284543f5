"""Ratings and films, joined; the real ones and small ones."""

import numpy as np
import pandas as pd
import pytest

from foundations import data
from foundations.mine import basics

FILMS = pd.DataFrame({"movieId": [7, 8, 9], "title": ["Up", "Big", "Jaws"], "year": [1, 2, 3]})
RATINGS = pd.DataFrame(
    {"userId": [5, 5, 2, 2], "movieId": [7, 9, 7, 99], "rating": [4.0, 2.5, 1.0, 5.0]}
)


def test_a_small_table():
    found = basics.film_table(RATINGS, FILMS)
    assert "Big" not in found.columns, "Nobody rated `Big`, so it should have no column."
    assert sorted(map(str, found.columns)) == ["Jaws", "Up"], (
        f"The columns should be the titles Jaws and Up, not {list(found.columns)}."
    )
    assert sorted(found.index) == [2, 5], (
        f"The rows should be users 2 and 5, not {list(found.index)}."
    )
    assert found.loc[5, "Up"] == 4, f"User 5 gave Up 4 stars, not {found.loc[5, 'Up']}."
    assert found.loc[5, "Jaws"] == 2.5, f"User 5 gave Jaws 2.5, not {found.loc[5, 'Jaws']}."
    assert np.isnan(found.loc[2, "Jaws"]), (
        f"User 2 has not rated Jaws: that is NaN, not {found.loc[2, 'Jaws']} stars."
    )


def test_the_real_ones():
    ratings, films = data.ratings(), data.films()
    found = basics.film_table(ratings, films)
    assert found.shape == (120, 40), f"It should be 120 users by 40 films, not {found.shape}."
    assert int(found.notna().sum().sum()) == len(ratings), "Some ratings are lost or doubled."
    means = ratings.merge(films, on="movieId").groupby("title")["rating"].mean()
    worst = (found.mean() - means).abs().max()
    assert worst == pytest.approx(0), f"A film's mean is off by {worst:.2f} stars."
