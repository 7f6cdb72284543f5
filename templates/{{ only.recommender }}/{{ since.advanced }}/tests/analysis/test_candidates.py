"""The index finds what the exact search finds, nearly; and two stages lose little."""

import json

import numpy as np
import pytest

from recommender import data, evaluate, models
from recommender.analysis import candidates, nearest
from recommender.params import Params


@pytest.fixture(scope="module")
def found(lens):
    """Return the numbers of films and people that the index is built over."""
    return candidates.vectors(data.matrix(lens.ratings, lens.shape), seed=42)


def test_the_numbers_give_the_scores_of_the_finder(found, lens):
    films, tastes = found
    watched = data.matrix(lens.ratings, lens.shape)
    scores = models.build("als", seed=42).fit(watched).scores(watched[:5])
    assert np.allclose(tastes[:5] @ films.T, scores, atol=1e-3)


def test_the_exact_search_returns_the_largest_products_in_order(found):
    films, tastes = found
    scores = films @ tastes[3]
    places = nearest.exact(films, tastes[3])
    assert scores[places].tolist() == sorted(scores, reverse=True)[:10]


def test_the_deeper_the_search_the_more_it_finds(found):
    films, tastes = found
    index = nearest.Index(films, seed=42)
    points = nearest.measure(films, tastes[:200], index)
    recalls = [point.recall for point in points[1:]]
    assert points[0] == nearest.Point(None, 1.0, points[0].speed)
    assert recalls[0] < recalls[-1]
    assert recalls[-1] > 0.95


def test_the_same_seed_builds_the_same_index(found):
    films, tastes = found
    first, second = (nearest.Index(films, seed=1).search(tastes[0], 10, 10) for _ in range(2))
    assert (first == second).all()


def test_recall_counts_films_whatever_their_order():
    truth = np.array([[1, 2, 3, 4]])
    assert nearest.recall(np.array([[4, 3, 2, 1]]), truth) == 1
    assert nearest.recall(np.array([[1, 2, 8, 9]]), truth) == 0.5


def test_made_up_films_are_many_and_like_real_ones_only_shorter(found):
    films, _ = found
    made = nearest.made_up(films, 5000, seed=1)
    assert made.shape == (5000, films.shape[1])
    real, new = (np.linalg.norm(each, axis=1).mean() for each in (films, made))
    assert 0.6 * real < new < real


def test_a_film_that_is_no_candidate_is_out_of_the_race():
    scores = np.array([[3.0, -np.inf, 1.0], [1.0, 2.0, 2.0]])
    places = candidates.place(scores, np.array([1, 2]))
    assert places.tolist() == [np.inf, 0.5]


def test_with_all_films_as_candidates_nothing_is_lost(lens):
    settings = Params(42, "popularity")
    stages = candidates.two_stages(settings, lens, rounds=1)
    split = data.split(lens.ratings, 42, back=1)
    exam = evaluate.of_split(models.build("popularity"), split, lens.shape)
    assert stages[-1].hit_rate == pytest.approx(evaluate.hit_rate(exam.ranks))
    assert [stage.candidates for stage in stages] == [*candidates.SHORTLISTS, lens.shape[1]]


def test_the_command_measures_prints_and_draws(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(candidates, "ROUNDS", 1)
    candidates.main(["--vectors", "4000", "--reports", str(tmp_path)])
    out = capsys.readouterr().out
    assert "4,000 made-up films" in out
    assert max(map(len, out.splitlines())) <= 80
    assert (tmp_path / "candidates.png").stat().st_size > 10_000
    assert len(json.loads((tmp_path / "candidates.json").read_text())) == 3


@pytest.mark.parametrize("count", ["10", "many", "99999999"])
def test_a_senseless_number_of_films_is_refused(count, capsys):
    with pytest.raises(SystemExit) as stop:
        candidates.main(["--vectors", count])
    assert stop.value.code == 2
    assert "--vectors" in capsys.readouterr().err
