"""Everybody votes, and those who share your films count more."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, evaluate, models

NAME = "like_minded"
TABLE = np.array([[5, 4, 0, 0, 1], [0, 3, 2, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 4, 0]], dtype=float)


def fitted(stars):
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    assert callable(getattr(models.module(NAME), "build", None)), (
        f"`{NAME}.py` has no function `build`."
    )
    return models.build(NAME).fit(csr_array(stars))


def votes(profile):
    """Return the scores, counted one person at a time."""
    found = np.zeros(TABLE.shape[1])
    for person in TABLE > 0:
        found[person] += (person & (profile > 0)).sum() / person.sum()
    return found


@pytest.mark.parametrize("own", [[0], [1, 4], [3], [0, 1, 2]])
def test_the_votes(own):
    profile = np.zeros(TABLE.shape[1])
    profile[own] = 4.5
    found = np.asarray(fitted(TABLE).scores(csr_array(profile[None])))
    assert found.shape == (1, 5), (
        f"`scores` should return a row a profile and a column a film: (1, 5), not {found.shape}."
    )
    for film, right in enumerate(votes(profile)):
        assert found[0, film] == pytest.approx(right, abs=1e-4), (
            f"With the films {own} on the profile, film {film} should get {right:.2f} votes, not"
            f" {found[0, film]:.2f}. The table: {TABLE.astype(int).tolist()}."
        )


def test_stars_do_not_count():
    likes = csr_array(np.array([[5.0, 0, 0, 0, 5]]))
    few, many = (fitted(TABLE * stars).scores(likes) for stars in (0.1, 1))
    assert np.allclose(few, many), "Other stars in the table give other votes."
    assert np.allclose(many, fitted(TABLE).scores(likes / 10)), "Stars on the profile count."


def test_nobody_is_no_error():
    table = np.vstack([TABLE, np.zeros(5)])  # the last one watched nothing
    found = np.asarray(fitted(table).scores(csr_array((1, 5))))
    assert np.isfinite(found).all(), "Somebody without films makes scores that are no numbers."


def test_it_is_kept():
    model, likes = fitted(TABLE), csr_array(np.array([[5.0, 0, 0, 0, 5]]))
    again = models.build(NAME)
    vars(again).update(model.state())
    try:
        same = np.allclose(again.scores(likes), model.scores(likes))
    except (AttributeError, TypeError, ValueError):
        same = False
    assert same, (
        "The file loses what `fit` learned: keep a plain array, its name ending in an underscore."
    )


def test_it_beats_popularity():
    lens = data.load()
    split = data.split(lens.ratings, 42, back=1)
    ours, bar = (
        evaluate.hit_rate(evaluate.of_split(models.build(name), split, lens.shape).ranks)
        for name in (NAME, "popularity")
    )
    assert ours > bar, f"Its hit rate in the latest round is {ours:.3f}; popularity has {bar:.3f}."
