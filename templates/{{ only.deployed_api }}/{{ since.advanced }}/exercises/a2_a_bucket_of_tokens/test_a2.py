"""A bucket for each caller, which fills at a steady pace."""

import inspect
import time

import numpy as np
import pytest
from written import written

from deployed_api import errors


class Clock:
    """A clock that goes on when somebody pushes it."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def bucket(rate, size, clock):
    return written(errors, "access/bucket.py", "Bucket").Bucket(rate, size, clock)


def test_full_at_first(clock):
    four = bucket(1, 4, clock)
    found = [four.take("alice") for _ in range(4)]
    assert found == [0, 0, 0, 0], (
        f"A bucket of 4 is full at first: four questions pass at once; yours say {found}."
    )
    assert four.take("alice") > 0, "A bucket of 4 lets a fifth question pass at once."


def test_a_refusal_takes_nothing(clock):
    some = bucket(1, 4, clock)
    some.take("alice", 2)
    waits = [some.take("alice", 4) for _ in range(3)]
    assert waits == pytest.approx([2, 2, 2]), (
        f"Whoever is refused and asks again at once has to wait as long as before: {waits}."
    )
    assert some.take("alice", 2) == 0, "A refused question has taken tokens out of the bucket."


@pytest.mark.parametrize(("rate", "size", "tokens"), [(2, 4, 1), (0.5, 4, 3), (8, 4, 4), (4, 1, 1)])
def test_how_long_to_wait(clock, rate, size, tokens):
    some = bucket(rate, size, clock)
    some.take("alice", size)
    found, right = some.take("alice", tokens), tokens / rate
    assert found == pytest.approx(right), (
        f"The bucket is empty and gets {rate} tokens a second: {tokens} take {right:g} seconds, not"
        f" {found:g}."
    )
    clock.now += right
    assert some.take("alice", tokens) == 0, (
        f"After {right:g} seconds there are tokens enough ({tokens}), and still one has to wait."
    )
    assert some.take("alice", 1) == pytest.approx(1 / rate), "What was taken is still there."


def test_a_part_is_there_already(clock):
    some = bucket(2, 8, clock)
    some.take("alice", 5)
    clock.now += 0.5
    found = some.take("alice", 6)
    assert found == pytest.approx(1), (
        f"4 tokens are there and 2 are missing, at 2 a second: that takes 1 second, not {found:g}."
    )


def test_it_does_not_overflow(clock):
    some = bucket(10, 4, clock)
    some.take("alice", 4)
    clock.now += 3600
    some.take("alice", 4)
    assert some.take("alice") > 0, "After an hour, more tokens are in the bucket than fit into it."


def test_everybody_has_a_bucket(clock):
    some = bucket(1, 4, clock)
    some.take("alice", 4)
    assert some.take("bob", 4) == 0, "`alice` has emptied the bucket of `bob`."
    clock.now += 2
    assert some.take("bob", 2) == 0, "The bucket of `bob` does not fill."
    assert some.take("alice", 2) == 0, "The bucket of `alice` does not fill while `bob` asks."


def test_refusals_do_not_lose_time(clock):
    some = bucket(1, 4, clock)
    some.take("alice", 4)
    for _ in range(8):
        clock.now += 0.25
        some.take("alice", 4)
    assert some.take("alice", 2) == 0, (
        "Whoever asks too often gets fewer tokens: after 2 seconds there should be 2."
    )


@pytest.mark.parametrize("tokens", [0, -1, -5, 5])
def test_what_never_fits(clock, tokens):
    some = bucket(1, 4, clock)
    some.take("alice", 4)
    try:
        found = some.take("alice", tokens)
    except ValueError:
        return
    pytest.fail(f"To take {tokens} from a bucket of 4 should be a ValueError, not {found}.")


def test_any_questions(clock):
    draw = np.random.default_rng(1)
    rate, size, left, since = 2.0, 16.0, dict.fromkeys("ab", 16.0), dict.fromkeys("ab", clock.now)
    some = bucket(rate, size, clock)
    for _ in range(300):
        clock.now += float(draw.integers(0, 12)) / 4
        who, tokens = str(draw.choice(["a", "b"])), int(draw.integers(1, 17))
        left[who] = min(size, left[who] + (clock.now - since[who]) * rate)
        since[who] = clock.now
        right = max(0.0, (tokens - left[who]) / rate)
        left[who] -= 0 if right else tokens
        found = some.take(who, tokens)
        assert found == pytest.approx(right), (
            f"In a row of 300 questions, one has to wait {right:g} seconds; yours says {found:g}."
        )


def test_its_own_clock():
    found = written(errors, "access/bucket.py", "Bucket").Bucket
    clock = inspect.signature(found).parameters.get("clock")
    assert clock is not None and clock.default is time.monotonic, (
        "The clock should be `time.monotonic` unless somebody gives another: the time of day can"
        " be set back."
    )
