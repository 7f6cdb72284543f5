"""The models of this level do what their formulas say, and a file brings them back."""

import numpy as np
import pytest

from recommender import data, modelfile, models, predict, train
from recommender.analysis import exams
from recommender.params import Params

PERSONAL = ["als", "bpr", "ease", "item_knn", "svd"]
QUICK = {"bpr": {"epochs": 30, "factors": 16}, "als": {"factors": 16}, "svd": {"factors": 10}}


@pytest.fixture(scope="module")
def watched(small):
    """Return the small table of users by films."""
    return data.matrix(small.ratings, small.shape)


def fitted(name, watched, **options):
    settings = Params(42, name, QUICK.get(name, {}) | options)
    return train.estimator(settings).fit(watched)


@pytest.mark.parametrize("name", models.available())
def test_a_model_file_brings_the_model_back(name, small, watched, tmp_path):
    model, options = fitted(name, watched), QUICK.get(name, {})
    ids, path = small.films["movieId"], tmp_path / "model.npz"
    modelfile.write(path, model, Params(42, name, options), ids)
    again = predict.load_model(path, small.films)
    assert np.allclose(again.scores(watched), model.scores(watched), atol=1e-6)


@pytest.mark.parametrize("name", models.available())
def test_two_trainings_give_the_same_model(name, watched):
    first, second = (fitted(name, watched).scores(watched) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize("name", PERSONAL)
def test_somebody_new_gets_what_somebody_known_with_the_same_films_gets(name, watched):
    model = fitted(name, watched)
    alone = model.scores(watched[[3]])
    assert np.allclose(alone, model.scores(watched)[[3]], atol=1e-5)


@pytest.mark.parametrize("name", PERSONAL)
def test_a_profile_without_films_is_no_error(name, watched):
    scores = fitted(name, watched).scores(data.csr_array((1, watched.shape[1])))
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("name", PERSONAL)
def test_stars_do_not_matter(name, watched):
    model = fitted(name, watched)
    assert np.allclose(model.scores(watched[:5]), model.scores((watched[:5] > 0) * 5.0))


def test_ease_agrees_with_the_formula_of_the_paper(watched):
    x = (watched > 0).toarray().astype(float)
    inverse = np.linalg.inv(x.T @ x + 50 * np.eye(x.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    model = fitted("ease", watched, regularisation=50.0)
    assert np.allclose(model.scores(watched), x @ weights, atol=1e-3)


def test_als_solves_for_a_new_profile_as_it_does_for_a_known_one(watched):
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    model = fitted("als", watched, weight=3.0)
    theirs = AlternatingLeastSquares(
        factors=16, regularization=10.0, alpha=3.0, num_threads=1, use_cg=False
    )
    theirs.item_factors = model.films_
    users = theirs.recalculate_user(np.arange(5), csr_matrix((watched[:5] > 0).astype(np.float32)))
    assert np.allclose(users @ model.films_.T, model.scores(watched[:5]), atol=1e-3)


def test_all_factors_of_svd_give_the_table_back(watched):
    model = fitted("svd", watched, factors=10_000)
    seen = (watched > 0).toarray()
    scores = model.scores(watched)
    assert scores[seen].mean() > 0.95
    assert abs(scores[~seen].mean()) < 0.05


@pytest.mark.parametrize("name", PERSONAL)
def test_it_finds_the_hidden_film_more_often_than_chance(name, small):
    split = data.split(small.ratings, 42, back=1)
    model = exams.fitted(Params(42, name, QUICK.get(name, {})), split, small)
    rows = exams.take(model, split, small).rows
    assert rows["hit_rate"].mean() > 1.5 * 10 / len(small.films)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ease", {"regularisation": 0}),
        ("ease", {"regularisation": True}),
        ("svd", {"factors": 0}),
        ("als", {"weight": -1}),
        ("als", {"factors": 1.5}),
        ("bpr", {"rate": "quick"}),
        ("bpr", {"epochs": 0}),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_by_name(name, options):
    with pytest.raises(models.ModelError, match=f"`{next(iter(options))}` must be"):
        train.estimator(Params(42, name, options))


def test_ease_reaches_what_the_readme_says(lens):
    split = data.split(lens.ratings, 42, back=1)
    sheet = exams.take(exams.fitted(Params(42, "ease"), split, lens), split, lens)
    assert sheet.rows["hit_rate"].mean() > 0.085
    assert sheet.rows["ndcg"].mean() > 0.04
