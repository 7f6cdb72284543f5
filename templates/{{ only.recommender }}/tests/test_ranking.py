"""The scores mean what the README says they mean."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, models, ranking, stars


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
    assert ranking.examine(model, profile(0, 0, 0, 0), np.array([0])).ranks[0] == 0
    assert ranking.examine(model, profile(5, 4, 0, 0), np.array([3])).ranks[0] == 1


def test_among_equals_the_hidden_film_stands_in_the_middle():
    equal = Fixed([1, 1, 1, 1, 1])
    assert ranking.examine(equal, profile(0, 0, 0, 0, 0), np.array([4])).ranks[0] == 2
    assert ranking.examine(equal, profile(5, 0, 0, 0, 0), np.array([4])).ranks[0] == 1.5


def test_a_model_that_cannot_tell_films_apart_scores_as_chance_does(lens):
    learn, exam = data.split(lens.ratings, seed=42)
    flat = Fixed(np.zeros(lens.shape[1]))
    rows = data.matrix(learn, lens.shape)[exam["user"].to_numpy()]
    ranks = ranking.examine(flat, rows, exam["film"].to_numpy()).ranks
    assert ranking.hit_rate(ranks) == 0  # in the middle of thousands, never in the first ten


@pytest.mark.parametrize(("rank", "gain"), [(0, 1.0), (1, 0.6309), (2, 0.5), (9, 0.2891), (10, 0)])
def test_a_hit_is_worth_less_further_down(rank, gain):
    assert ranking.ndcg(np.array([rank])) == pytest.approx(gain, abs=1e-4)


def test_ndcg_is_never_above_the_hit_rate():
    ranks = np.random.default_rng(0).integers(0, 30, 500)
    assert 0 < ranking.ndcg(ranks) < ranking.hit_rate(ranks)


def test_the_hit_rate_grows_with_the_list():
    ranks = np.array([0, 4, 9, 40])
    assert [ranking.hit_rate(ranks, k) for k in (1, 5, 10, 50)] == [0.25, 0.5, 0.75, 1.0]


def test_coverage_counts_films_once():
    assert ranking.coverage(np.array([[0, 1], [1, 2]]), films=6) == 0.5


def test_lots_hit_as_often_as_chance_says(lens):
    learn, exam = data.split(lens.ratings, seed=42)
    drawn = ranking.of_split(models.build("random"), data.Split(learn, exam), lens.shape)
    assert ranking.hit_rate(drawn.ranks) < 0.012  # ten of about 3,400 would be 0.003
    assert ranking.coverage(drawn.tops, lens.shape[1]) > 0.8


# Stars.


def test_biases_find_the_kind_user_and_the_good_film():
    learned = stars.learn(csr_array(np.array([[5, 4, 0], [3, 2, 1]], dtype=float)))
    assert learned.users[0] > 0 > learned.users[1]
    assert learned.films[0] > learned.films[1] > learned.films[2]
    assert learned.mean == 3


def test_one_enthusiast_does_not_make_the_best_film():
    many = np.zeros((30, 3))
    many[:29, 0], many[29, 1], many[:, 2] = 4.5, 5, 2
    learned = stars.learn(csr_array(many))
    assert learned.films[0] > learned.films[1]


def test_biases_guess_stars_better_than_the_average_does(lens):
    hidden = np.random.default_rng(1).random(len(lens.ratings)) < 0.2
    parts = [data.matrix(lens.ratings[rows], lens.shape) for rows in (~hidden, hidden)]
    error = stars.rmse(*parts)
    assert error["bias"] < error["mean"] - 0.1
