"""The scores mean what the README says they mean."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, evaluate


class Fixed:
    """Gives every profile the same scores."""

    personal = False

    def __init__(self, scores):
        """Take one score for each film."""
        self.fixed = np.array(scores, dtype=float)

    def scores(self, profiles):
        """Return the scores, one row a profile."""
        return np.tile(self.fixed, (profiles.shape[0], 1))


def profile(*stars):
    return csr_array(np.array([stars], dtype=float))


def test_the_best_film_has_rank_0_and_what_is_known_is_skipped():
    model = Fixed([9, 8, 7, 6])
    assert evaluate.evaluate(model, profile(0, 0, 0, 0), np.array([0])).ranks[0] == 0
    assert evaluate.evaluate(model, profile(5, 4, 0, 0), np.array([3])).ranks[0] == 1


def test_among_equals_the_hidden_film_stands_in_the_middle():
    equal = Fixed([1, 1, 1, 1, 1])
    assert evaluate.evaluate(equal, profile(0, 0, 0, 0, 0), np.array([4])).ranks[0] == 2
    assert evaluate.evaluate(equal, profile(5, 0, 0, 0, 0), np.array([4])).ranks[0] == 1.5


def test_a_model_that_cannot_tell_films_apart_scores_as_chance_does(lens):
    learn, exam = data.split(lens.ratings, seed=42)
    flat = Fixed(np.zeros(lens.shape[1]))
    rows = data.matrix(learn, lens.shape)[exam["user"].to_numpy()]
    ranks = evaluate.evaluate(flat, rows, exam["film"].to_numpy()).ranks
    assert evaluate.hit_rate(ranks) == 0  # in the middle of thousands, never in the first ten


@pytest.mark.parametrize(("rank", "gain"), [(0, 1.0), (1, 0.6309), (2, 0.5), (9, 0.2891), (10, 0)])
def test_a_hit_is_worth_less_further_down(rank, gain):
    assert evaluate.gains(np.array([rank])).mean() == pytest.approx(gain, abs=1e-4)


def test_ndcg_is_never_above_the_hit_rate():
    ranks = np.random.default_rng(0).integers(0, 30, 500)
    assert 0 < evaluate.gains(ranks).mean() < evaluate.hit_rate(ranks)


def test_the_hit_rate_grows_with_the_list():
    ranks = np.array([0, 4, 9, 40])
    assert [evaluate.hit_rate(ranks, k) for k in (1, 5, 10, 50)] == [0.25, 0.5, 0.75, 1.0]


def test_coverage_counts_films_once():
    found = evaluate.Evaluation(np.array([0, 20]), np.array([[0, 1], [1, 2]]))
    assert evaluate.scores(found, films=6)["coverage"] == 0.5
