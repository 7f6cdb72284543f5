"""The bucket: how many at once, how many in the long run, and how much memory for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from deployed_api.access.ratelimit import Limiter


class Clock:
    """A clock that goes on only when told to."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_burst_is_taken_and_then_the_pace_rules(clock):
    limiter = Limiter(rate=2, burst=3, clock=clock)
    assert [limiter.take("a").allowed for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [limiter.take("a").allowed for _ in range(2)] == [True, False]


def test_each_caller_has_a_bucket_of_its_own(clock):
    limiter = Limiter(rate=1, burst=1, clock=clock)
    assert limiter.take("a").allowed
    assert not limiter.take("a").allowed
    assert limiter.take("b").allowed


def test_a_bucket_never_holds_more_than_its_size(clock):
    limiter = Limiter(rate=10, burst=2, clock=clock)
    limiter.take("a")
    clock.now += 1000
    assert [limiter.take("a").allowed for _ in range(3)] == [True, True, False]


def test_who_waits_as_told_is_let_in(clock):
    limiter = Limiter(rate=0.1, burst=1, clock=clock)
    limiter.take("a")
    refused = limiter.take("a")
    assert limiter.headers(refused)["retry-after"] == str(refused.wait) == "10"
    clock.now += refused.wait
    assert limiter.take("a").allowed


def test_what_is_left_is_told(clock):
    limiter = Limiter(rate=2, burst=4, clock=clock)
    told = limiter.headers(limiter.take("a"))
    assert told == {"ratelimit-policy": '"caller";q=4;w=2', "ratelimit": '"caller";r=3;t=0'}


def test_memory_is_bounded_and_the_busy_are_remembered(clock):
    limiter = Limiter(rate=0.001, burst=1, most=10, clock=clock)
    limiter.take("busy")
    for number in range(1000):
        limiter.take(str(number))
        assert not limiter.take("busy").allowed
    assert len(limiter._buckets) == 10


@given(some.lists(some.floats(0, 5), min_size=1, max_size=60))
def test_nobody_ever_gets_more_than_burst_and_pace_allow(pauses):
    clock = Clock()
    limiter = Limiter(rate=2, burst=5, clock=clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += limiter.take("a").allowed
    assert taken <= 5 + 2 * clock.now + 1e-6
