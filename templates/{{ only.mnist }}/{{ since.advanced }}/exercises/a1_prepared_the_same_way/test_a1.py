"""Two ways to prepare a picture, and where they differ."""

import numpy as np
import pytest
from written import written

from mnist import errors
from mnist.data import DataError


def moved(ours, theirs, pictures):
    module = written(errors, "tracking/parity.py", "moved")
    found = module.moved(ours, theirs, pictures)
    assert isinstance(found, dict), f"`moved` should return a dictionary, not {found!r:.40}."
    return found


def way(**answers):
    """Return a way to prepare that has these answers ready."""

    def prepare(content):
        answer = answers[content.decode()]
        if isinstance(answer, Exception):
            raise answer
        return np.resize(np.array(answer, np.uint8), 784).tobytes()

    return prepare


def named(*names):
    return {name: name.encode() for name in names}


REFUSED = DataError("The picture shows no digit.")


@pytest.mark.parametrize(
    ("ours", "theirs", "right"), [(10, 13, 3), (13, 10, 3), (0, 255, 255), (255, 0, 255), (7, 8, 1)]
)
def test_the_difference_of_two_bytes(ours, theirs, right):
    found = moved(way(a=[0, ours]), way(a=[0, theirs]), named("a"))
    assert found == {"a": right}, (
        f"Where pixels are {ours} and {theirs}, the difference is {right}: not {found}."
    )


def test_the_largest_of_a_picture():
    found = moved(way(a=[5, 90, 30]), way(a=[6, 80, 50]), named("a"))
    assert found == {"a": 20}, (
        f"Of the differences 1, 10 and 20 the largest counts, whatever its sign: not {found}."
    )
    assert type(found["a"]) is int, "The differences should be plain whole numbers (`int`)."


def test_what_is_equal_is_left_out():
    found = moved(way(a=[1, 2], b=[3]), way(a=[1, 2], b=[4]), named("a", "b"))
    assert found == {"b": 1}, f"Only `b` comes out differently here: not {found}."


def test_the_order():
    ours = way(d=[0], b=[0], c=[0], a=[0])
    found = moved(ours, way(d=[9], b=[50], c=[9], a=[9]), named("d", "b", "c", "a"))
    assert list(found) == ["b", "a", "c", "d"], (
        "The largest difference should come first, and equal ones in the order of the alphabet: b,"
        f" a, c, d here, not {', '.join(found)}."
    )


def test_refused_by_one():
    for ours, theirs in ((REFUSED, [9]), ([9], REFUSED)):
        found = moved(way(a=ours), way(a=theirs), named("a"))
        assert found == {"a": 255}, (
            f"A picture that only one of them refuses counts as 255: not {found}."
        )


def test_refused_by_both():
    found = moved(way(a=REFUSED, b=[1]), way(a=REFUSED, b=[3]), named("a", "b"))
    assert found == {"b": 2}, f"A picture that both refuse should be left out: not {found}."


def test_a_mistake_is_not_swallowed():
    broken = way(a=RuntimeError("broken"))
    for ours, theirs in ((broken, way(a=[1])), (way(a=[1]), broken)):
        try:
            moved(ours, theirs, named("a"))
        except RuntimeError:
            continue
        pytest.fail("A RuntimeError while preparing is a mistake in the code: let it through.")


def test_each_is_given_the_file():
    seen = []

    def prepare(content):
        seen.append(content)
        return bytes(784)

    moved(prepare, prepare, {"seven.png": b"one", "two.png": b"two"})
    assert sorted(set(seen)) == [b"one", b"two"], (
        "Both ways should be given the bytes of the files."
    )
