"""A door that closes after failures, and lets one through when the pause is over."""

import inspect
import time
from threading import Event, Thread

import pytest
from written import written

from deployed_api import errors

STUCK = 2.0  # seconds after which a thread counts as stuck


class Clock:
    """A clock that goes on when somebody pushes it."""

    def __init__(self):
        self.now = 500.0

    def __call__(self):
        return self.now


class Door:
    """A breaker, and work that succeeds or fails as it is told; it counts the tries."""

    def __init__(self, errors_=3, pause=10.0):
        found = written(errors, "rollout/breaker.py", "Breaker").Breaker
        self.clock, self.tried = Clock(), 0
        self.breaker = found(errors_, pause, self.clock)

    def call(self, good):
        def work():
            self.tried += 1
            if not good:
                raise OSError("down")
            return "answer"

        return self.breaker.call(work, lambda: "instead")

    def tries(self, good):
        """Say whether `work` was tried in a call."""
        before = self.tried
        self.call(good)
        return self.tried > before

    def fail(self, times):
        for _ in range(times):
            self.call(good=False)


def test_as_long_as_all_is_well():
    door = Door()
    found = {door.call(good=True) for _ in range(10)}
    assert found == {"answer"}, (
        f"`work` succeeds, and `call` returns {found} instead of its answer."
    )


def test_instead():
    door = Door()
    try:
        found = door.call(good=False)
    except OSError:
        pytest.fail("`work` fails, and its exception reaches the caller.")
    assert found == "instead", f"`work` fails: `call` should return `instead`, not `{found}`."


def test_the_answer_may_be_nothing():
    found = Door().breaker.call(lambda: None, lambda: "instead")
    assert found is None, f"`work` returned None, which is an answer; `call` returned `{found}`."


@pytest.mark.parametrize("errors_", [1, 3, 5])
def test_it_closes(errors_):
    door = Door(errors_)
    for number in range(errors_):
        assert door.tries(good=False), (
            f"It should close after {errors_} failures in a row, and after {number} `work` is not"
            " tried any more."
        )
    assert not door.tries(good=True), (
        f"After {errors_} failures in a row `work` should not be tried, and it is."
    )
    assert door.call(good=True) == "instead", "While it is closed, `call` should return `instead`."


def test_a_success_starts_the_count_again():
    door = Door()
    for _ in range(4):
        door.fail(2)
        door.call(good=True)
    door.fail(2)
    assert door.tries(good=True), "Failures count though there was a success in between."


def test_the_pause():
    door = Door(pause=10)
    door.fail(3)
    door.clock.now += 9.5
    assert not door.tries(good=True), "9.5 of 10 seconds have passed, and `work` is tried."
    door.clock.now += 0.5
    assert door.tries(good=True), "The pause of 10 seconds is over, and `work` is not tried."


def test_calls_meanwhile_do_not_make_the_pause_longer():
    door = Door(pause=10)
    door.fail(3)
    for _ in range(4):
        door.clock.now += 2
        door.call(good=True)
    door.clock.now += 2
    assert door.tries(good=True), "Calls during the pause make it longer."


def test_after_a_good_try_all_is_as_usual():
    door = Door()
    door.fail(3)
    door.clock.now += 10
    door.call(good=True)
    door.fail(2)
    assert door.tries(good=True), (
        "After a good try, two failures of three close it: the count should start at 0."
    )


def test_after_a_bad_try_another_pause():
    door = Door(pause=10)
    door.fail(3)
    door.clock.now += 25
    assert door.call(good=False) == "instead", "A try that fails should return `instead`."
    assert not door.tries(good=True), "One bad try after the pause, and `work` is tried again."
    door.clock.now += 9.5
    assert not door.tries(good=True), "The pause after a bad try is too short."
    door.clock.now += 0.5
    assert door.tries(good=True), "The pause after a bad try should last 10 seconds, from then on."


def test_a_pause_begins_when_the_failure_is_there():
    door = Door(errors_=1, pause=10)

    def slow():
        door.clock.now += 8
        raise OSError("down")

    door.breaker.call(slow, lambda: "instead")
    door.clock.now += 9.5
    assert not door.tries(good=True), (
        "`work` took 8 seconds and failed. The pause of 10 begins then, not when the call began."
    )


def test_only_one_tries():
    door, inner = Door(), []

    def work():
        if len(inner) < 5:
            inner.append(aside(lambda: door.call(good=True)))
        return "answer"

    def aside(call):
        found = []
        thread = Thread(target=lambda: found.append(call()), daemon=True)
        thread.start()
        thread.join(STUCK)
        return found[0] if found else "stuck"

    door.fail(3)
    door.clock.now += 10
    found = aside(lambda: door.breaker.call(work, lambda: "instead"))
    assert "stuck" not in (found, *inner), "While one caller tries, another one has to wait."
    assert inner == ["instead"], "While one caller tries after the pause, others try as well."
    assert found == "answer", f"The one who tries should get the answer, not `{found}`."
    assert door.tries(good=True), "After the try, `work` is not tried any more."


def test_many_at_the_same_time():
    door, go, found = Door(), Event(), []

    def slow():
        go.wait(2 * STUCK)
        return "slow"

    first = Thread(
        target=lambda: found.append(door.breaker.call(slow, lambda: "instead")), daemon=True
    )
    first.start()
    second = Thread(target=lambda: found.append(door.call(good=True)), daemon=True)
    second.start()
    second.join(1.0)
    early = list(found)
    go.set()
    first.join(STUCK)
    assert early == ["answer"], "While one caller's `work` takes long, another caller has to wait."
    assert found == ["answer", "slow"], f"Both callers should get their answers, not {found}."


def test_what_is_done_instead_holds_nobody_up():
    door, go = Door(errors_=1), Event()
    door.call(good=False)

    def ask(instead):
        return Thread(target=door.breaker.call, args=(lambda: "answer", instead), daemon=True)

    first, second = ask(lambda: go.wait(2 * STUCK)), ask(lambda: "instead")
    first.start()
    second.start()
    second.join(1.0)
    waits = second.is_alive()
    go.set()
    first.join(STUCK)
    assert not waits, "While one caller's `instead` takes long, another caller has to wait."


def test_only_exceptions_are_failures():
    def interrupted():
        raise KeyboardInterrupt

    try:
        Door().breaker.call(interrupted, lambda: "instead")
    except KeyboardInterrupt:
        return
    pytest.fail("Ctrl-C is no failure of `work`: catch `Exception` and nothing beyond.")


def test_its_own_clock():
    found = written(errors, "rollout/breaker.py", "Breaker").Breaker
    clock = inspect.signature(found).parameters.get("clock")
    assert clock is not None and clock.default is time.monotonic, (
        "The clock should be `time.monotonic` unless somebody gives another."
    )
