"""The model is better than a rule of thumb, and behaves as a person would expect."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from recommender import data, evaluate, models, params, predict, titles, train
from recommender.params import Params


@pytest.fixture
def ask(result, lens):
    """Return a function: name films that somebody likes, get the titles recommended to them."""

    def recommended(*liked, stars=5.0):
        profile = np.zeros((1, lens.shape[1]), dtype=np.float32)
        profile[0, [titles.find(title, lens.films) for title in liked]] = stars
        places = predict.predict(result.model, csr_array(profile))[0]
        return [lens.films["label"][place] for place in places]

    return recommended


def test_it_beats_popularity_by_more_than_its_spread(result):
    scores = result.metrics
    for key in ("hit_rate", "ndcg"):
        lead = scores[f"cv_{key}_mean"] - scores[f"baseline_popularity_{key}"]
        assert lead > scores[f"cv_{key}_std"]
        assert scores[f"test_{key}"] > scores[f"test_popularity_{key}"]


def test_a_random_split_flatters(result):
    scores = result.metrics
    assert scores["random_split_hit_rate"] > 2 * scores["test_hit_rate"]


def test_it_shows_more_of_the_films_than_popularity_does(result):
    assert result.metrics["cv_coverage_mean"] > 5 * result.metrics["baseline_popularity_coverage"]


def test_two_runs_give_the_same_scores(result, lens):
    model, split = train.estimator(result.params), data.split(lens.ratings, result.params.seed)
    again = evaluate.scores(evaluate.of_split(model, split, lens.shape), len(lens.films))
    assert again == {key: result.metrics[f"test_{key}"] for key in again}


# Invariance: what should not matter does not.


def test_the_order_of_the_profile_does_not_matter(ask):
    assert ask("Alien", "Toy Story", "Fargo") == ask("Fargo", "Alien", "Toy Story")


def test_stars_do_not_matter_to_a_model_that_asks_only_who_watched(ask):
    assert ask("Alien", "Fargo", stars=3.0) == ask("Alien", "Fargo", stars=5.0)


def test_the_other_people_asked_at_the_same_time_do_not_matter(result, lens):
    profiles = data.matrix(lens.ratings, lens.shape)[:20]
    together = predict.predict(result.model, profiles)
    alone = predict.predict(result.model, profiles[[7]])
    assert (together[7] == alone[0]).all()


# Direction: what should help helps.


def test_a_sequel_is_recommended_to_those_who_liked_the_film(ask):
    assert "Toy Story 2 (1999)" in ask("Toy Story")
    assert "Aliens (1986)" in ask("Alien")


def test_a_second_film_of_a_kind_brings_more_of_the_kind(ask):
    towers = "The Lord of the Rings: The Two Towers (2002)"
    assert towers in ask("The Lord of the Rings: The Fellowship of the Ring")


def test_more_shrinkage_recommends_better_known_films(lens):
    watched = data.matrix(lens.ratings, lens.shape)
    counts = np.asarray((watched > 0).sum(axis=0))
    known = []
    for shrinkage in (0.0, 200.0):
        model = models.build("item_knn", neighbours=20, shrinkage=shrinkage).fit(watched)
        known.append(np.median(counts[predict.predict(model, watched)]))
    assert known[1] > known[0]


# The least a model must be able to do.


def test_nothing_that_is_on_the_profile_is_recommended(result, lens):
    profiles = data.matrix(lens.ratings, lens.shape)
    places = predict.predict(result.model, profiles)
    known = profiles.toarray() > 0
    assert not known[np.arange(len(places))[:, None], places].any()


def test_it_recommends_something_to_somebody_of_whom_nothing_is_known(ask):
    assert len(set(ask())) == 10


def test_the_reasons_add_up_to_the_score(result, lens):
    profile = data.matrix(lens.ratings, lens.shape)[[41]]
    films = predict.predict(result.model, profile)[0]
    parts = predict.reasons(result.model, profile, films)
    assert parts.shape == (profile.nnz, 10)
    assert parts.sum(axis=0) == pytest.approx(result.model.scores(profile)[0, films], rel=1e-4)


def test_a_model_that_is_the_same_for_everybody_gives_no_personal_reasons(small):
    watched = data.matrix(small.ratings, small.shape)
    model = train.estimator(Params(model="popularity")).fit(watched)
    assert not predict.reasons(model, watched[[0]], np.array([1, 2])).any()


# Choosing a model.


# every model, and the one in params.yaml with its options
CHOICES = [Params(model=name) for name in models.available()] + [params.load()]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda chosen: chosen.model)
def test_every_file_in_models_trains_answers_and_comes_back_from_its_state(chosen, small):
    watched = data.matrix(small.ratings, small.shape)
    model = train.estimator(chosen).fit(watched)
    scores = model.scores(watched)
    assert scores.shape == small.shape
    assert np.isfinite(scores).all()
    again = train.estimator(chosen)
    vars(again).update(model.state())
    assert np.allclose(again.scores(watched), scores)


def test_a_misspelt_model_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `item_knn`"):
        models.build("item_kn")


def test_an_unknown_option_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `neighbours`"):
        models.build("item_knn", neighbors=1)


@pytest.mark.parametrize(
    "options", [{"neighbours": 0}, {"neighbours": 2.5}, {"shrinkage": -1}, {"shrinkage": "much"}]
)
def test_an_option_with_a_senseless_value_is_told_apart_from_a_bug(options):
    with pytest.raises(models.ModelError, match=next(iter(options))):
        train.train(Params(model="item_knn", options=options))


def test_more_neighbours_than_films_are_all_films(small):
    watched = data.matrix(small.ratings, small.shape)
    model = models.build("item_knn", neighbours=10_000).fit(watched)
    assert model.scores(watched).shape == small.shape
