"""A cache: what belongs into its key, and what goes when it is full."""

import numpy as np
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "service/memory.py", "Memory")
    return found.Memory


def test_what_was_put_comes_back():
    memory = function()(3)
    assert memory.get("v1", [1, 2]) is None, "An empty memory should return None."
    memory.put("v1", [1, 2], "A")
    assert memory.get("v1", [1, 2]) == "A", "What was put for the films 1 and 2 does not come back."
    assert memory.get("v1", [2, 1]) == "A", "The order of the films should not matter."
    assert memory.get("v1", [2, 1, 1]) == "A", "Each film counts once: [2, 1, 1] is [1, 2]."
    for films in ([1], [1, 2, 3], [12], []):
        assert memory.get("v1", films) is None, f"The films {films} get the answer for [1, 2]."


def test_another_version_is_another_answer():
    memory = function()(3)
    memory.put("v1", [1], "old")
    assert memory.get("v2", [1]) is None, "A new model answers with the old one's answer."
    memory.put("v2", [1], "new")
    assert (memory.get("v1", [1]), memory.get("v2", [1])) == ("old", "new"), (
        "The answers of two versions for the same films get mixed up."
    )


def test_putting_again_replaces():
    memory = function()(2)
    for answer in ("A", "B"):
        memory.put("v1", [1], answer)
    assert memory.get("v1", [1]) == "B", "Putting again should replace the old answer."
    memory.put("v1", [2], "C")
    assert memory.get("v1", [1]) == "B", "An answer that was put twice takes two places."


def test_the_oldest_goes():
    memory = function()(2)
    for film in (1, 2, 3):
        memory.put("v1", [film], film)
    kept = [film for film in (1, 2, 3) if memory.get("v1", [film])]
    assert len(kept) == 2, f"A memory for two answers keeps {len(kept)}."
    assert kept == [2, 3], (
        f"After putting 1, 2 and 3, the answers 2 and 3 should be kept, not {kept}."
    )


def test_what_was_asked_for_stays():
    memory = function()(2)
    memory.put("v1", [1], 1)
    memory.put("v1", [2], 2)
    memory.get("v1", [1])
    memory.put("v1", [3], 3)
    assert memory.get("v1", [1]) == 1, "Answer 1 had just been asked for, and yet it went before 2."
    assert memory.get("v1", [2]) is None, "Answer 2 should have gone: nobody had asked for it."


def test_what_was_put_again_is_new():
    memory = function()(2)
    for film in (1, 2, 1, 3):
        memory.put("v1", [film], film)
    kept = [film for film in (1, 2, 3) if memory.get("v1", [film])]
    assert kept == [1, 3], (
        f"After putting 1, 2, 1 again and 3, the answers 1 and 3 should be kept, not {kept}: `put`"
        " of an old key makes it new."
    )


@pytest.mark.parametrize("size", [1, 2, 4])
def test_whatever_happens(size):
    chance, memory, slow = np.random.default_rng(size), function()(size), []
    for step in range(400):
        key = (f"v{chance.integers(2)}", frozenset(chance.integers(4, size=2).tolist()))
        known = dict(slow)
        if chance.random() < 0.5:
            right, found = known.get(key), memory.get(key[0], list(key[1]))
            assert found == right, (
                f"A memory for {size}, after many steps: {found} instead of {right}."
            )
            slow = [e for e in slow if e[0] != key] + ([(key, right)] if key in known else [])
        else:
            memory.put(key[0], list(key[1]), step + 1)
            slow = ([e for e in slow if e[0] != key] + [(key, step + 1)])[-size:]
