"""What a key and a question stand for is done once, however often somebody asks."""

import contextlib
import time
from threading import Event, Thread

import pytest
from written import written

from deployed_api import errors

PATIENCE = 3.0  # seconds until a thread counts as stuck


@pytest.fixture
def once():
    return written(errors, "service/once.py", "Once").Once()


class Work:
    """Counts how often it is done; each time it returns something else."""

    def __init__(self, *returns):
        self.done, self.returns = 0, returns

    def __call__(self):
        self.done += 1
        return self.returns[self.done - 1] if self.returns else f"job {self.done}"


def test_a_second_try_gets_the_first_answer(once):
    work = Work()
    first, second = once.run("k", [1, 2], work), once.run("k", [1, 2], work)
    assert first == "job 1", f"`work` returned `job 1` and your `run` returned `{first}`."
    assert work.done == 1, (
        f"The same key and question came twice, and `work` was called {work.done} times."
    )
    assert second == "job 1", f"The second try should get `job 1` again, not `{second}`."


def test_another_key_is_another_job(once):
    work = Work()
    found = [once.run(key, "same question", work) for key in ("k", "l", "k")]
    assert found == ["job 1", "job 2", "job 1"], (
        f"Keys `k`, `l` and `k` should get the jobs 1, 2 and 1, not {found}."
    )


def test_two_services_know_nothing_of_each_other(once):
    once.run("k", 1, Work("here"))
    found = type(once)().run("k", 1, Work("there"))
    assert found == "there", "Two `Once` share what they keep."


@pytest.mark.parametrize("answer", [None, 0, "", []])
def test_anything_may_be_kept(once, answer):
    work = Work(answer, "again")
    once.run("k", 1, work)
    assert once.run("k", 1, work) == answer and work.done == 1, (
        f"An answer of `{answer!r}` is not kept: it was done again."
    )


def test_another_question_under_the_same_key(once):
    work = Work()
    once.run("k", {"amount": 1000}, work)
    try:
        found = once.run("k", {"amount": 2000}, work)
    except ValueError:
        assert work.done == 1, "Another question under a known key was worked on."
        assert once.run("k", {"amount": 1000}, work) == "job 1", (
            "After a refusal, the first question no longer gets its answer."
        )
        return
    pytest.fail(f"Another question under a known key should be a ValueError; it got `{found}`.")


def test_equal_is_enough(once):
    once.run("k", [1.0, {"a": 2}], Work("first"))
    try:
        found = once.run("k", [1, {"a": 2}], Work("second"))
    except ValueError:
        pytest.fail("An equal question is refused because it is not the same object.")
    assert found == "first", f"An equal question should get the answer kept, not `{found}`."


def test_what_fails_is_not_kept(once):
    def broken():
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        once.run("k", 1, broken)
    try:
        found = once.run("k", 1, Work("good"))
    except OSError:
        pytest.fail("A failure is kept: the next try should work anew.")
    assert found == "good", f"After a failure the next try should get `good`, not `{found!r}`."
    assert once.run("k", 1, Work("new")) == "good", "After a failure, the next answer is not kept."


def started(*calls):
    threads = [Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    return threads


def test_two_at_the_same_time(once):
    go, begun, found = Event(), Event(), []
    work = Work()

    def slow():
        begun.set()
        go.wait(PATIENCE)
        return work()

    threads = started(lambda: found.append(once.run("k", 1, slow)))
    begun.wait(PATIENCE)
    threads += started(lambda: found.append(once.run("k", 1, slow)))
    time.sleep(0.1)
    early = list(found)
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert not early, f"The second of two threads did not wait for the answer; it got `{early[0]}`."
    assert work.done == 1, "Two threads came with the same key at the same time, and both worked."
    assert found == ["job 1"] * 2, f"Both threads should get `job 1`; they got {found}."


def test_others_do_not_wait(once):
    go, begun, found = Event(), Event(), []

    def slow():
        begun.set()
        go.wait(4 * PATIENCE)

    started(lambda: once.run("k", 1, slow))
    begun.wait(PATIENCE)
    (other,) = started(lambda: found.append(once.run("l", 1, Work("quick"))))
    other.join(1.0)
    waits = other.is_alive()
    go.set()
    assert not waits, "While one key is worked on, another key has to wait."
    assert found == ["quick"], f"The other key should get `quick`, not {found}."


def test_a_failure_lets_the_one_who_waits_try(once):
    go, begun, found = Event(), Event(), []

    def broken():
        begun.set()
        go.wait(PATIENCE)
        raise OSError

    def first():
        try:
            once.run("k", 1, broken)
        except OSError:
            found.append("failed")

    threads = started(first)
    begun.wait(PATIENCE)
    threads += started(lambda: found.append(once.run("k", 1, Work("good"))))
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(found) == ["failed", "good"], (
        "Where the first of two threads fails, the one that waits should work anew and get `good`;"
        f" what came out is {found}."
    )


def test_behind_a_failed_try(once):
    """The first fails while the second waits for it; the third comes while the second works."""
    fail, end, inside = Event(), Event(), {name: Event() for name in ("first", "second", "third")}

    def first():
        inside["first"].set()
        fail.wait(PATIENCE)
        raise OSError("no space")

    def second():
        inside["second"].set()
        end.wait(PATIENCE)
        return "second"

    def third():
        inside["third"].set()
        return "third"

    def ask(name, work):
        def call():
            with contextlib.suppress(OSError):
                once.run("k", 1, work)

        thread = started(call)[0]
        inside[name].wait(0.2)
        return thread

    threads = [ask("first", first), ask("second", second)]
    fail.set()
    inside["second"].wait(PATIENCE)
    threads.append(ask("third", third))
    both = inside["third"].is_set()
    end.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert not both, "After a failed try, two who come with the same key work at the same time."
