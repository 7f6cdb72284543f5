"""A bandit that earns while it learns."""

import numpy as np
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "studies/bandit.py", "Thompson")
    return found.Thompson


def lived(rates, people, seed, world=0):
    """Let a bandit choose for people; return what it chose."""
    chance, bandit, chosen = np.random.default_rng(world), function()(len(rates), seed), []
    for _ in range(people):
        arm = bandit.choose()
        assert arm in range(len(rates)), (
            f"`choose` returned {arm}, and there are {len(rates)} models."
        )
        bandit.learn(arm, bool(chance.random() < rates[arm]))
        chosen.append(arm)
    return np.array(chosen)


def test_at_first_it_tries_all():
    bandit = function()(3, 1)
    first = np.bincount([bandit.choose() for _ in range(300)], minlength=3)
    assert first.min() > 60, (
        f"With nothing learned, three models were chosen {first.tolist()} times. None should be"
        " ahead."
    )


@pytest.mark.parametrize(
    ("rates", "best"), [((0.1, 0.4), 1), ((0.5, 0.2, 0.1), 0), ((0.1, 0.2, 0.6, 0.1), 2)]
)
def test_it_finds_the_best(rates, best):
    share = np.mean([(lived(rates, 400, seed, seed)[200:] == best).mean() for seed in range(8)])
    assert share > 0.8, (
        f"Of the second 200 people, {share:.0%} got the best model. It should be four in five and"
        " more."
    )


def test_it_goes_on_trying():
    chosen = lived((0.5, 0.45), 200, 2)
    assert 0 < chosen.sum() < 200, "Of two models that are nearly equal, one was never tried."


def test_little_is_less_than_much():
    fresh = 0
    for seed in range(200):
        bandit = function()(2, seed)
        for hit in [True] * 60 + [False] * 60:
            bandit.learn(0, hit)
        bandit.learn(1, False)
        fresh += bandit.choose()
    assert 30 < fresh < 110, (
        f"One model has 60 hits of 120, another one miss: the second was chosen in {fresh} of 200"
        " cases. With draws from Beta(1 + hits, 1 + misses) it is about 50."
    )


def test_the_same_seed_chooses_the_same():
    assert (lived((0.2, 0.3), 100, 5) == lived((0.2, 0.3), 100, 5)).all(), (
        "Two bandits with the same seed and the same outcomes chose differently."
    )
    assert (lived((0.2, 0.2), 100, 5) != lived((0.2, 0.2), 100, 6)).any(), (
        "The seed changes nothing."
    )


@pytest.mark.parametrize("arm", [-1, 2])
def test_an_arm_that_does_not_exist(arm):
    bandit = function()(2, 0)
    try:
        bandit.learn(arm, True)
    except ValueError:
        return
    except IndexError:
        pass
    pytest.fail(f"Of two models, numbers 0 and 1, `learn({arm}, True)` should raise a ValueError.")
