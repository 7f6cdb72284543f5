"""Counting words, numbers, ties, and a long list."""

import random
import time
from collections import Counter

import pytest
from source import used

from foundations.mine import basics


@pytest.mark.parametrize("seed", range(6))
def test_random_lists(seed):
    draw = random.Random(seed)
    values = [draw.choice("abcdef"[: seed + 1]) for _ in range(50)]
    expected = Counter(values).most_common(1)[0][0]
    found = basics.most_common(list(values))
    assert type(found) is str, f"It should return the value, not {found!r}."
    assert values.count(found) == values.count(expected), (
        f"`{expected}` is there {values.count(expected)} times, `{found}` only"
        f" {values.count(found)} times."
    )


@pytest.mark.parametrize("values", [[3, 1, 1, 3, 2], ["b", "a"], [0, 5, 0, 5, 5, 0], [None, 1]])
def test_of_several_the_first(values):
    found = basics.most_common(list(values))
    assert found == values[0], f"In {values} two are equally common; {values[0]} came first."


def test_a_long_list():
    start = time.process_time()
    basics.most_common(list(range(8_000)))
    assert time.process_time() - start < 0.3, (
        "8,000 values take too long: does each of them go through the whole list?"
    )


def test_you_counted_yourself():
    ready = used(basics.most_common, "Counter", "mode", "value_counts")
    assert not ready, f"`{ready}` counts for you. Count yourself once, with a dictionary."
