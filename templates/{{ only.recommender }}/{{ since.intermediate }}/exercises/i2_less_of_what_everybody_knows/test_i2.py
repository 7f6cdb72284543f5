"""A knob against recommending only what is famous, and what it does."""

import numpy as np
import pytest
from written import written

from recommender import data, evaluate, models


def function():
    found = written(data, "analysis/discover.py", "discounted")
    return found.discounted


@pytest.mark.parametrize("discovery", [0, 0.2, 0.5, 1])
def test_the_scores(discovery):
    scores = np.array([[4.0, 9.0, 1.0, 0.0], [2.0, 3.0, 0.5, 6.0]])
    viewers = np.array([16, 100, 1, 0])
    found = np.asarray(function()(scores.copy(), viewers.copy(), discovery))
    assert found.shape == scores.shape, f"The shape should stay {scores.shape}, not {found.shape}."
    for place in np.ndindex(scores.shape):
        right = scores[place] / max(viewers[place[1]], 1) ** discovery
        assert found[place] == pytest.approx(right), (
            f"With `discovery` at {discovery}, a score of {scores[place]:g} and {viewers[place[1]]}"
            f" viewers should give {right:.3f}, not {found[place]:.3f}."
        )


def test_what_must_not_be_recommended():
    found = np.asarray(function()(np.array([[-np.inf, 1.0]]), np.array([5, 5]), 0.5))
    assert found[0, 0] == -np.inf, "A score of minus infinity should stay minus infinity."


def test_what_was_given_stays():
    scores, viewers = np.array([[4.0, 9.0]]), np.array([16, 0])
    function()(scores, viewers, 0.5)
    assert scores.tolist() == [[4, 9]], "The array of scores that was given is changed."
    assert viewers.tolist() == [16, 0], "The array of viewers that was given is changed."


def test_the_coverage(answers):
    for key in ("coverage_02", "coverage_05"):
        assert type(answers[key]) in (int, float), f"`{key}` must be a number, without quotes."
    lens = data.load()
    split = data.split(lens.ratings, 42, back=1)
    learn = data.matrix(split.train, lens.shape)
    model, viewers = models.build("item_knn").fit(learn), np.asarray((learn > 0).sum(axis=0))
    scores = evaluate.unseen(model, learn[split.test["user"].to_numpy()])
    for key, discovery in (("coverage_02", 0.2), ("coverage_05", 0.5)):
        tops = evaluate.best(np.asarray(function()(scores, viewers, discovery)))
        right = len(np.unique(tops)) / len(lens.films)
        assert answers[key] == pytest.approx(right, abs=0.006), (
            f"`{key}` is not {answers[key]}. Without the knob it is"
            f" {len(np.unique(evaluate.best(scores))) / len(lens.films):.2f} in this round; with"
            f" `discovery` at {discovery} it is larger."
        )
