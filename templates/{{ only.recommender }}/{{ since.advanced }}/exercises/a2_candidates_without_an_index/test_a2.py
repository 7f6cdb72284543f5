"""Exactly the films that can get a score, looked up."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from written import written

from recommender import data, models


def function():
    found = written(data, "analysis/inverted.py", "invert")
    return found.invert


NEAREST = np.array([[1, 2], [0, 2], [1, 3], [0, 1]])
NEARNESS = np.array([[0.5, 0.0], [0.5, 0.2], [0.2, 0.1], [0.3, 0.0]])


def candidates(lists, profile):
    module = written(data, "analysis/inverted.py", "invert", "candidates")
    return [int(film) for film in module.candidates(lists, profile)]


@pytest.mark.parametrize(("film", "right"), [(0, [1, 3]), (1, [0, 2]), (2, [1]), (3, [2])])
def test_who_has_this_film_as_a_neighbour(film, right):
    lists = function()(NEAREST, NEARNESS)
    assert len(lists) == 4, f"`invert` should return one entry a film: 4, not {len(lists)}."
    found = sorted(int(one) for one in lists[film])
    assert found == right, (
        f"Film {film} is a neighbour, with a nearness above 0, of the films {right}, not {found}."
        f" Here `nearest` is {NEAREST.tolist()} and `nearness` {NEARNESS.tolist()}."
    )


@pytest.mark.parametrize(
    ("profile", "right"),
    [([0], [1, 3]), ([2, 1], [0]), ([0, 2], [1, 3]), ([], []), ([3, 0], [1, 2])],
)
def test_by_hand(profile, right):
    found = candidates(function()(NEAREST, NEARNESS), profile)
    assert found == right, (
        f"With the films {profile} on the profile, it should be {right}, not {found}."
    )


@pytest.mark.parametrize("seed", range(6))
def test_they_are_what_the_model_scores(seed):
    chance = np.random.default_rng(seed)
    table = csr_array((chance.random((25, 60)) < 0.08).astype(np.float32))
    model = models.build("item_knn", neighbours=3).fit(table)
    lists = function()(model.nearest_, model.nearness_)
    for row in range(25):
        own = table[[row]].nonzero()[1]
        right = sorted(
            set(np.flatnonzero(model.scores(table[[row]])[0] > 0).tolist()) - set(own.tolist())
        )
        found = candidates(lists, own.tolist())
        missing, more = set(right) - set(found), set(found) - set(right)
        assert not missing, (
            f"`item_knn` gives a score to {len(missing)} films that are no candidates."
        )
        assert not more, f"{len(more)} candidates get no score from `item_knn`."
        assert found == right, "The candidates should be in ascending order, each once."
