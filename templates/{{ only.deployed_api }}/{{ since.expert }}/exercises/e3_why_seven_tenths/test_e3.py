"""How long requests wait for their turn, and what mathematics says about it."""

import numpy as np
import pytest
from written import written

from deployed_api import errors

WORK = 10.0  # ms


def waits(arrivals, work, replicas):
    module = written(errors, "operations/queueing.py", "waits")
    return [float(wait) for wait in module.waits(arrivals, work, replicas)]


@pytest.mark.parametrize(
    ("arrivals", "work", "replicas", "right"),
    [
        ([0, 3, 12], [10, 4, 1], 1, [0, 7, 2]),
        ([5, 30], [10, 10], 1, [0, 0]),
        ([0, 0, 0], [5, 2, 1], 1, [0, 5, 7]),
        ([0, 1, 2, 3], [10, 2, 2, 2], 2, [0, 0, 1, 2]),
        ([0, 0, 0, 0], [4, 6, 1, 1], 2, [0, 0, 4, 5]),
        ([0, 0, 0], [9, 9, 9], 3, [0, 0, 0]),
        ([-8, -7, 1], [2, 3, 1], 1, [0, 1, 0]),
        ([], [], 1, []),
    ],
)
def test_by_hand(arrivals, work, replicas, right):
    found = waits(arrivals, work, replicas)
    assert found == pytest.approx(right), (
        f"Arrivals {arrivals}, work {work}, replicas: {replicas}. The waits are {right}, not"
        f" {found}."
    )


def test_the_work_is_not_a_wait():
    assert waits([0, 100], [50, 50], 1) == [0, 0], (
        "Where nobody is before somebody, the wait is 0, however long the work takes."
    )


def test_what_was_given_stays():
    arrivals, work = [0, 1, 2], [5, 5, 5]
    waits(arrivals, work, 2)
    assert (arrivals, work) == ([0, 1, 2], [5, 5, 5]), "`waits` changes the lists it was given."


@pytest.mark.parametrize("replicas", [1, 2, 5])
def test_any_queue(replicas):
    draw = np.random.default_rng(replicas)
    arrivals = np.cumsum(draw.integers(0, 7, 200)).tolist()
    work = draw.integers(1, 6 * replicas, 200).tolist()
    ends, right = [], []
    for came, takes in zip(arrivals, work, strict=True):
        # somebody's turn comes as soon as fewer than `replicas` of those before are not done
        last = sorted(ends)[-replicas] if len(ends) >= replicas else came
        right.append(max(last - came, 0))
        ends.append(came + right[-1] + takes)
    assert waits(arrivals, work, replicas) == pytest.approx(right), (
        f"200 requests in a queue before {replicas} replicas: the waits are not right."
    )


@pytest.mark.parametrize(("arrivals", "work"), [([0, 1], [5]), ([0], [5, 5])])
def test_different_lengths(arrivals, work):
    try:
        found = waits(arrivals, work, 1)
    except ValueError:
        return
    pytest.fail(
        f"{len(arrivals)} arrivals, and the work of {len(work)}: that should be a ValueError, not"
        f" {found}."
    )


@pytest.mark.parametrize("replicas", [0, -1])
def test_no_replica(replicas):
    try:
        found = waits([], [], replicas)
    except ValueError:
        return
    pytest.fail(f"{replicas} replicas should be a ValueError, not {found}.")


def test_the_answers(answers):
    used = 0.9
    right = {
        "seven_tenths": WORK * 0.7 / (1 - 0.7),
        "nine_tenths": WORK * used / (1 - used),
        "two_together": WORK * used**2 / (1 - used**2),
    }
    for key, value in right.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(value, rel=0.12), (
            f"On average one does not wait {given} ms: `{key}` is not right."
        )
