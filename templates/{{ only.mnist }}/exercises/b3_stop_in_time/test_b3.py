"""When to stop, and which epoch to keep."""

import numpy as np
import pytest
from written import written

from mnist import errors


def stop(losses, *more):
    module = written(errors, "stopping.py", "stop")
    found = module.stop(losses, *more)
    pair = isinstance(found, tuple) and len(found) == 2
    assert pair, f"`stop` should return two numbers, not {found!r}."
    return found


def told(losses, patience, least=0.0):
    """Follow the rule by another way: look at every prefix."""

    def better(upto):
        """Return the epochs that were better than all before."""
        kept = [1]
        for epoch in range(2, upto + 1):
            if losses[kept[-1] - 1] - losses[epoch - 1] > least:
                kept.append(epoch)
        return kept

    for upto in range(1, len(losses) + 1):
        if upto - better(upto)[-1] >= patience:
            return upto, better(upto)[-1]
    return len(losses), better(len(losses))[-1]


def compare(losses, patience, least=0.0):
    more = [least] if least else []  # 0 unless told otherwise
    found, right = stop(losses, patience, *more), told(losses, patience, least)
    also = f" and `least` at {least:g}" if least else ""
    shown = ", ".join(f"{loss:g}" for loss in losses)
    assert found[0] == right[0], (
        f"{shown} with a patience of {patience}{also} stops after epoch {right[0]}, not {found[0]}."
    )
    assert found[1] == right[1], (
        f"{shown} with a patience of {patience}{also} keeps epoch {right[1]}, not {found[1]}."
    )


@pytest.mark.parametrize("patience", [1, 2, 3])
def test_it_stops_after_its_patience(patience):
    compare([0.9, 0.5, 0.6, 0.4, 0.5, 0.6, 0.7, 0.3], patience)
    compare([0.5, 0.6, 0.7, 0.8, 0.9], patience)


def test_it_never_sees_what_comes_later():
    compare([0.9, 0.5, 0.6, 0.7, 0.1], 2)


def test_as_good_is_not_better():
    compare([0.5, 0.5, 0.5, 0.5], 2)
    compare([0.75, 0.5, 0.25, 0.25, 0.5], 2)


def test_it_goes_on_to_the_end():
    compare([0.9, 0.8, 0.7, 0.6], 1)
    compare([0.9, 0.5, 0.6], 5)
    compare([0.5], 1)


def test_a_small_gain_counts_as_none():
    compare([1.0, 0.75, 0.625, 0.5, 0.375], 2, 0.25)
    compare([1.0, 0.875, 0.75, 0.625, 0.5], 3, 0.25)
    compare([1.0, 0.5, 0.375, 0.25], 2, 0.125)


def test_many_trainings():
    chance = np.random.default_rng(0)
    for _ in range(200):
        losses = (chance.integers(1, 9, chance.integers(1, 12)) / 8).tolist()
        compare(losses, int(chance.integers(1, 4)), float(chance.integers(0, 3) / 8))


@pytest.mark.parametrize(("losses", "patience"), [([], 2), ([0.5], 0), ([0.5, 0.6], -1)])
def test_senseless_questions(losses, patience):
    what = f"A patience of {patience}" if losses else "A training without epochs"
    try:
        found = stop(losses, patience)
    except ValueError:
        return
    pytest.fail(f"{what} should raise a ValueError, not return {found}.")
