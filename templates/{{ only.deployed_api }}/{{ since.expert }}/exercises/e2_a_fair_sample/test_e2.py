"""A few of many, each with the same chance."""

import gc
import random
import weakref

import pytest
from written import written

from deployed_api import errors


def sample(size, seed=0):
    return written(errors, "rollout/sample.py", "Sample").Sample(size, seed)


def kept(size, items, seed=0):
    some = sample(size, seed)
    for item in items:
        some.add(item)
    return some.kept()


@pytest.mark.parametrize(("size", "came"), [(5, 0), (5, 3), (5, 5), (1, 1)])
def test_all_while_there_is_room(size, came):
    found = kept(size, range(came))
    assert isinstance(found, list), f"`kept` should return a list, not `{type(found).__name__}`."
    assert sorted(found) == list(range(came)), (
        f"With room for {size}, all of {came} should be kept, not {sorted(found)}."
    )


@pytest.mark.parametrize(("size", "came"), [(1, 2), (5, 6), (5, 100)])
def test_never_more(size, came):
    found = kept(size, range(came))
    assert len(found) == size, f"Of {came} things {size} should be kept, not {len(found)}."
    assert len(set(found)) == size, f"A thing is kept twice: {sorted(found)}."


def test_equal_things_are_different_things():
    found = kept(3, ["a", "a", "b", "a"])
    assert len(found) == 3, f"Four things came, three of them equal: 3 should be kept, not {found}."


@pytest.mark.parametrize(("size", "came"), [(1, 3), (3, 4), (4, 16), (8, 20)])
def test_each_has_the_same_chance(size, came):
    draws, counts = 6000, [0] * came
    for seed in range(draws):
        for item in kept(size, range(came), seed):
            counts[item] += 1
    right = size / came
    spread = (right * (1 - right) / draws) ** 0.5
    far = max(range(came), key=lambda item: abs(counts[item] / draws - right))
    assert abs(counts[far] / draws - right) < 5 * spread, (
        f"Of {came} things, {size} are kept: each with a chance of {right:.1%}. Yours keeps number"
        f" {far + 1} in {counts[far] / draws:.1%} of all samples."
    )


def test_pairs_have_the_same_chance():
    draws, both = 6000, 0
    for seed in range(draws):
        both += {0, 1} <= set(kept(2, range(4), seed))
    assert abs(both / draws - 1 / 6) < 0.025, (
        "Of four things two are kept: the first two together in 16.7% of all samples, not in"
        f" {both / draws:.1%}."
    )


def test_memory():
    class Loan:
        pass

    some, alive = sample(10), weakref.WeakSet()
    for _ in range(500):
        loan = Loan()
        alive.add(loan)
        some.add(loan)
    del loan
    gc.collect()
    assert len(alive) <= 10, (
        f"There is room for 10, and {len(alive)} of 500 things are still in memory."
    )


def test_the_seed():
    assert kept(5, range(99), 1) == kept(5, range(99), 1), "The same seed keeps something else."
    several = {tuple(sorted(kept(5, range(99), seed))) for seed in range(5)}
    assert len(several) > 1, "Another seed keeps the same: `seed` is not used."
    random.seed(3)
    before = random.getstate()
    kept(5, range(99), 1)
    assert random.getstate() == before, (
        "It draws from the lottery that all others use: make one of its own."
    )


def test_two_samples_do_not_disturb_each_other():
    alone = kept(5, range(99), 1)
    first, second = sample(5, 1), sample(5, 2)
    for item in range(99):
        first.add(item)
        second.add(item)
    assert first.kept() == alone, "A second sample changes what the first one keeps."


def test_the_list_belongs_to_the_caller():
    some = sample(5)
    for item in range(5):
        some.add(item)
    some.kept().clear()
    assert len(some.kept()) == 5, "Whoever changes the list changes what is kept."


@pytest.mark.parametrize("size", [0, -3])
def test_no_room(size):
    try:
        sample(size)
    except ValueError:
        return
    pytest.fail(f"Room for {size} things should be a ValueError.")
