"""Angles between random vectors, and two films."""

import math

import numpy as np
import pytest

from foundations import data
from foundations.mine import vectors

DRAW = np.random.default_rng(11)


@pytest.mark.parametrize("size", [2, 3, 10])
def test_random_vectors(size):
    a, b = DRAW.normal(size=(2, size))
    expected = sum(a * b) / math.sqrt(sum(a**2)) / math.sqrt(sum(b**2))
    found = vectors.cosine(a, b)
    assert found != pytest.approx(sum(a * b)), "That is the dot product; divide by both lengths."
    assert found == pytest.approx(expected), (
        f"The cosine should be {expected:.3f}, not {found:.3f}."
    )
    assert vectors.cosine(5 * a, 0.1 * b) == pytest.approx(expected), (
        "Longer or shorter vectors in the same directions should have the same cosine."
    )
    assert vectors.cosine(-a, b) == pytest.approx(-expected), (
        "The opposite direction should change the sign."
    )


def test_known_angles():
    a = np.array([3.0, 4.0])
    for b, angle, cosine in [([6.0, 8.0], 0, 1), ([-4.0, 3.0], 90, 0), ([-3.0, -4.0], 180, -1)]:
        found = vectors.cosine(a, np.array(b))
        assert found == pytest.approx(cosine, abs=1e-12), (
            f"At {angle} degrees the cosine should be {cosine}, not {found:.3f}."
        )


def test_no_length():
    with np.errstate(all="ignore"):
        found = vectors.cosine(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    assert found == 0, f"A vector of zeros has no direction: return 0.0, not {found}."


def test_two_parts_of_one_story_are_alike():
    stars = data.ratings().pivot_table(index="userId", columns="movieId", values="rating")
    table = stars.fillna(0)
    towers, king, ace = (table[film].to_numpy() for film in (5952, 7153, 344))
    near, far = vectors.cosine(towers, king), vectors.cosine(towers, ace)
    assert near > far, (
        "The Two Towers should be nearer to The Return of the King than to Ace Ventura."
    )
