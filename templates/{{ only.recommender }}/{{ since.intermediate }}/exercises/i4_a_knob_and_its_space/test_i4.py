"""One more knob for item neighbours, and the space to search in."""

import numpy as np
import optuna
import pytest
from scipy.sparse import csr_array

from recommender import models
from recommender.analysis import tune

NAME = "sharp_knn"


def table():
    chance = np.random.default_rng(0)
    return csr_array((chance.random((40, 12)) < 0.4).astype(np.float32) * 4)


def build(**options):
    assert NAME in models.available(), f"There is no file `{NAME}.py` in the models yet."
    assert callable(getattr(models.module(NAME), "build", None)), (
        f"`{NAME}.py` has no function `build`."
    )
    return models.build(NAME, **options)


def test_at_1_it_is_item_knn():
    ours, theirs = build(neighbours=4), models.build("item_knn", neighbours=4)
    same = np.allclose(ours.fit(table()).scores(table()), theirs.fit(table()).scores(table()))
    assert same, "With `sharpness` at 1, the scores should be those of `item_knn`."


@pytest.mark.parametrize("sharpness", [0.5, 2.0, 3.0])
def test_the_power(sharpness):
    one = csr_array(np.eye(12, dtype=np.float32)[:3])  # profiles of one film: scores are nearnesses
    plain = models.build("item_knn", neighbours=4, shrinkage=2.0).fit(table()).scores(one)
    found = build(neighbours=4, shrinkage=2.0, sharpness=sharpness).fit(table()).scores(one)
    film = int(np.argmax(plain[0]))
    assert np.allclose(found, plain**sharpness, atol=1e-4), (
        f"A nearness of {plain[0, film]:.3f} with `sharpness` at {sharpness} should count as"
        f" {plain[0, film] ** sharpness:.3f}, not {found[0, film]:.3f}."
    )


def test_a_sum_of_powers_is_no_power_of_a_sum():
    both = csr_array(np.eye(12, dtype=np.float32)[:2].sum(axis=0)[None])
    each = csr_array(np.eye(12, dtype=np.float32)[:2])
    model = build(neighbours=11, sharpness=2.0).fit(table())
    assert np.allclose(model.scores(both), model.scores(each).sum(axis=0), atol=1e-4), (
        "Take each nearness to the power, and add up afterwards."
    )


def test_it_is_kept():
    model, again = build(sharpness=2.0).fit(table()), build(sharpness=2.0)
    vars(again).update(model.state())
    assert np.allclose(again.scores(table()), model.scores(table())), (
        "Read from a file, the model gives other scores than before."
    )


@pytest.mark.parametrize("bad", [0, -1.0, "much", True])
def test_a_senseless_sharpness(bad):
    try:
        build(sharpness=bad)
    except ValueError as problem:
        assert "`sharpness`" in str(problem), (
            "The ValueError should name `sharpness`, in backticks."
        )
    except TypeError:
        pytest.fail(f"A `sharpness` of {bad!r} should raise a ValueError, not a TypeError.")
    else:
        pytest.fail(f"A `sharpness` of {bad!r} should raise a ValueError.")


def test_the_other_options():
    try:
        build(neighbours=0)
    except ValueError as problem:
        assert "`neighbours`" in str(problem), "The ValueError should name `neighbours`."
    else:
        pytest.fail("`neighbours` at 0 should be refused as `item_knn` refuses it.")


@pytest.mark.parametrize(
    ("option", "low", "high"),
    [("neighbours", 5, 300), ("shrinkage", 0.1, 300), ("sharpness", 0.25, 4)],
)
def test_the_space(option, low, high):
    build()
    assert hasattr(models.module(NAME), "space"), f"`{NAME}.py` has no function `space` yet."
    trial = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0)).ask()
    options = tune.space_of(NAME)(trial)
    assert option in options, f"`space` does not say what to try for `{option}`."
    build(**options)
    asked = trial.distributions[option]
    assert (asked.low, asked.high) == (low, high), (
        f"`{option}` should go from {low} to {high}, not from {asked.low} to {asked.high}."
    )
    assert asked.log, f"`{option}` should be searched on a logarithmic scale: `log=True`."
