"""Choices that are counted, and a game that is won."""

import numpy as np
import pytest

from foundations.mine import learning


@pytest.mark.parametrize("counts", [[0, 0, 0], [3, 0, 2], [1, 4, 0], [5, 0, 0]])
@pytest.mark.parametrize("epsilon", [0.0, 1.0])
def test_the_first_that_was_never_tried(counts, epsilon):
    sums = np.array(counts) * 0.9
    for seed in range(12):
        with np.errstate(all="ignore"):
            found = learning.choose(np.array(counts), sums, epsilon, np.random.default_rng(seed))
        assert found == counts.index(0), (
            f"Tried {counts} times each: arm {counts.index(0)} should be next, not {found}."
        )


@pytest.mark.parametrize("seed", range(5))
def test_the_best_mean(seed):
    draw = np.random.default_rng(seed)
    counts = draw.permutation([2, 9, 30, 100])
    sums = counts * draw.permutation([0.2, 0.4, 0.6, 0.9])
    found = learning.choose(counts, sums, 0.0, draw)
    best = int(np.argmax(sums / counts))
    assert found == best, (
        f"With epsilon 0 it should trust the best mean, {sums[best] / counts[best]:.2f}, and chose"
        f" {sums[found] / counts[found]:.2f}."
    )


def test_the_best_mean_need_not_have_the_best_sum():
    found = learning.choose(np.array([100, 2]), np.array([50.0, 1.8]), 0, np.random.default_rng(0))
    assert found == 1, "1.8 in 2 tries is better than 50 in 100: the mean counts, not the sum."


@pytest.mark.parametrize("epsilon", [0.2, 0.7, 1.0])
def test_how_often_it_tries(epsilon):
    draw, counts, sums = np.random.default_rng(7), np.full(4, 10), np.array([1.0, 9.0, 2.0, 3.0])
    found = [learning.choose(counts, sums, epsilon, draw) for _ in range(4000)]
    shares = np.bincount(found, minlength=4) / 4000
    expected = np.full(4, epsilon / 4) + np.array([0, 1 - epsilon, 0, 0])
    for arm in (1, 0, 2, 3):
        which = "the best" if arm == 1 else "not the best"
        assert shares[arm] == pytest.approx(expected[arm], abs=0.03), (
            f"With epsilon {epsilon} arm {arm} ({which}) should be"
            f" chosen in {expected[arm]:.0%} of all calls, not {shares[arm]:.0%}."
        )


def test_chance_comes_from_the_generator_given():
    counts, sums = np.full(4, 10), np.array([1.0, 9.0, 2.0, 3.0])
    twice = []
    for _ in range(2):
        draw = np.random.default_rng(36)
        twice.append([int(learning.choose(counts, sums, 0.9, draw)) for _ in range(50)])
    assert twice[0] == twice[1], (
        "The same seed led to other choices: draw from the `random` that is handed in."
    )


def test_a_game():
    draw, chances = np.random.default_rng(3), np.array([0.2, 0.25, 0.6, 0.3])
    counts, sums = np.zeros(4), np.zeros(4)
    for _ in range(1500):
        arm = learning.choose(counts, sums, 0.1, draw)
        counts[arm] += 1
        sums[arm] += draw.random() < chances[arm]
    assert sums.sum() / 1500 > 0.5, (
        f"The best arm wins 60% of the time; your rule won {sums.sum() / 1500:.0%} of 1,500 games."
    )
