"""The best rated films, and how few people watch them next."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, evaluate, models

NAME = "well_rated"


def fitted(stars):
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    assert callable(getattr(models.module(NAME), "build", None)), (
        f"`{NAME}.py` has no function `build`."
    )
    return models.build(NAME).fit(csr_array(np.array(stars, dtype=np.float32)))


@pytest.mark.parametrize(
    "stars",
    [
        [[5, 3, 0], [0, 3, 1], [0, 4, 2]],
        [[0.5, 5, 4], [0, 5, 4], [3, 0, 4], [0, 5, 0]],
        [[5, 0, 2, 2], [0, 0, 1, 3]],
    ],
)
def test_its_scores(stars):
    table = np.array(stars)
    found = fitted(stars).scores(csr_array(table[:2]))
    assert np.shape(found) == (2, table.shape[1]), (
        f"`scores` should return a row a profile and a column a film: {(2, table.shape[1])}, not"
        f" {np.shape(found)}."
    )
    counts, mean = (table > 0).sum(axis=0), table.sum() / (table > 0).sum()
    right = (table.sum(axis=0) + 5 * mean) / (counts + 5)
    for film in range(table.shape[1]):
        given = " and ".join(f"{one:g}" for one in table[:, film] if one) or "none"
        assert found[0][film] == pytest.approx(right[film], abs=1e-3), (
            f"A film with the stars {given}, where the mean of all ratings is {mean:.2f}, should"
            f" score {right[film]:.3f}, not {found[0][film]:.3f}."
        )
    assert np.allclose(found[0], found[1]), "Everybody should get the same scores."


def test_it_is_kept():
    model = fitted([[5, 3, 0], [0, 3, 1]])
    again = models.build(NAME)
    vars(again).update(model.state())
    try:
        same = np.allclose(again.scores(csr_array((1, 3))), model.scores(csr_array((1, 3))))
    except AttributeError:
        same = False
    assert same, "The file loses what `fit` learned: keep it in names that end in an underscore."


def test_its_hit_rate(answers):
    given, lens = answers["hit_rate"], data.load()
    assert type(given) in (int, float), "`hit_rate` must be a number, without quotes."
    rounds = [data.split(lens.ratings, 42, back) for back in (1, 2, 3)]
    model = models.build(NAME)
    found = [evaluate.of_split(model, split, lens.shape).ranks for split in rounds]
    right = np.mean([evaluate.hit_rate(ranks) for ranks in found])
    assert given == pytest.approx(right, abs=0.0021), (
        f"`hit_rate` is not {given}. Read the mean in the row `cv`, after a run with your model."
    )
