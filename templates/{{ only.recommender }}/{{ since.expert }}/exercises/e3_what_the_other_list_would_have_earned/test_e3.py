"""What a log says about a model that wrote none of it."""

import math

import numpy as np
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "studies/offpolicy.py", "value")
    return found.value


def ask(rewards, shown, wanted, most=100.0):
    return float(function()(np.array(rewards), np.array(shown), np.array(wanted), most))


@pytest.mark.parametrize(
    ("rewards", "shown", "wanted", "right"),
    [
        ([1, 0, 1], [0.5, 0.5, 0.5], [0.5, 0.5, 0.5], 2 / 3),
        ([1, 0], [0.9, 0.1], [0.5, 0.5], (5 / 9) / (5 / 9 + 5)),
        ([0, 1, 1], [0.8, 0.1, 0.1], [0.2, 0.4, 0.4], 8 / 8.25),
        ([1, 0, 0], [0.2, 0.4, 0.4], [0.0, 0.6, 0.4], 0.0),
    ],
)
def test_by_hand(rewards, shown, wanted, right):
    found = ask(rewards, shown, wanted)
    assert found == pytest.approx(right, abs=1e-9), (
        f"For the rewards {rewards}, shown with {shown}, wanted with {wanted}, it should be"
        f" {right:.4f}, not {found:.4f}."
    )


def test_large_weights_are_cut():
    found = ask([1, 0], [0.01, 0.5], [0.9, 0.5], most=4.0)
    assert found == pytest.approx(0.8), (
        f"A weight of 90 should count as 4, the `most` that is allowed: 0.8, not {found:.3f}."
    )


def test_nothing_to_go_by():
    assert math.isnan(ask([1, 0], [0.5, 0.5], [0.0, 0.0])), (
        "A model that would have shown none of these films: the log says nothing, so NaN."
    )


@pytest.mark.parametrize("bad", [0.0, -0.1])
def test_what_cannot_have_been_shown(bad):
    try:
        with np.errstate(all="ignore"):
            ask([1, 0], [0.5, bad], [0.5, 0.5])
    except ValueError:
        return
    pytest.fail(f"A film that was shown with probability {bad} should raise a ValueError.")


def test_it_finds_the_truth():
    chance = np.random.default_rng(4)
    liked, old, new = (
        np.array([0.1, 0.3, 0.6]),
        np.array([0.8, 0.15, 0.05]),
        np.array([0.1, 0.2, 0.7]),
    )
    films = chance.choice(3, size=20_000, p=old)
    rewards = (chance.random(len(films)) < liked[films]).astype(float)
    found, truth = ask(rewards, old[films], new[films]), float(liked @ new)
    assert found == pytest.approx(truth, abs=0.03), (
        f"In a simulated log the new model would earn {truth:.2f}; your estimate is {found:.2f}."
        f" (The log's own mean, {rewards.mean():.2f}, is the old model's.)"
    )
