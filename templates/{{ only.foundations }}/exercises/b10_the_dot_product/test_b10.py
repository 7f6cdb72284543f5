"""Products, sums, and lists that do not fit."""

import random

import pytest
from source import used

from foundations.mine import vectors

DRAW = random.Random(10)


def numbers(count):
    return [DRAW.uniform(-3, 3) for _ in range(count)]


@pytest.mark.parametrize("count", [1, 2, 5, 30])
def test_random_lists(count):
    a, b = numbers(count), numbers(count)
    expected = 0.0
    for place in range(count):
        expected += a[place] * b[place]
    found = vectors.dot(a, b)
    assert found == pytest.approx(expected), (
        f"Two lists of {count}: the products add up to {expected:.3f}, not {found:.3f}."
    )


def test_what_must_be_true():
    a, b, c = numbers(6), numbers(6), numbers(6)
    both = [x + y for x, y in zip(b, c, strict=True)]
    assert vectors.dot(a, both) == pytest.approx(vectors.dot(a, b) + vectors.dot(a, c)), (
        "dot(a, b + c) should be dot(a, b) + dot(a, c)."
    )
    assert vectors.dot([3, 4], [-4, 3]) == 0, "[3, 4] and [-4, 3] are at right angles: 0."
    assert vectors.dot([], []) == 0, "Nothing times nothing adds up to 0."


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1, 2, 3]), ([1], []), ([], [2.0])])
def test_lists_that_do_not_fit(a, b):
    try:
        found = vectors.dot(a, b)
    except ValueError as problem:
        assert str(len(a)) in str(problem) and str(len(b)) in str(problem), (
            f"The ValueError should name both lengths, {len(a)} and {len(b)}."
        )
    except IndexError:
        pytest.fail("With lists of different lengths it should raise a ValueError.")
    else:
        pytest.fail(f"Lists of {len(a)} and {len(b)} numbers: a ValueError, not {found}.")


def test_you_did_it_yourself():
    ready = used(vectors.dot, "np", "numpy", "sumprod")
    assert not ready, f"`{ready}` does it for you. Do it once in plain Python."
