"""Products of few factors: their shapes, and how near they come."""

import numpy as np
import pytest
from shapes import fitting

from foundations import data
from foundations.mine import vectors

DRAW = np.random.default_rng(18)


def check(R, rank):
    with fitting(R=R):
        A, B = (np.asarray(part) for part in vectors.factors(R.copy(), rank))
    assert A.shape == (R.shape[0], rank), (
        f"For a table {R.shape} and rank {rank}, A should be ({R.shape[0]}, {rank}), not {A.shape}."
    )
    assert B.shape == (rank, R.shape[1]), (
        f"For a table {R.shape} and rank {rank}, B should be ({rank}, {R.shape[1]}), not {B.shape}."
    )
    s = np.linalg.svd(R, compute_uv=False)
    error, least = float(((R - A @ B) ** 2).sum()), float((s[rank:] ** 2).sum())
    assert error == pytest.approx(least, rel=1e-6, abs=1e-8), (
        f"With rank {rank} the squared differences can be {least:.2f} in all, not {error:.2f}."
    )


@pytest.mark.parametrize(("shape", "rank"), [((6, 4), 1), ((6, 4), 2), ((3, 8), 3), ((5, 5), 4)])
def test_random_tables(shape, rank):
    check(DRAW.normal(size=shape), rank)


def test_a_table_that_is_made_of_two_factors():
    R = DRAW.normal(size=(10, 2)) @ DRAW.normal(size=(2, 7))
    A, B = vectors.factors(R, 2)
    assert np.allclose(A @ B, R), "A table made of two factors should be met exactly by two."


def test_people_and_films():
    stars = data.ratings().pivot_table(index="userId", columns="movieId", values="rating")
    check((stars.fillna(stars.mean()) - stars.mean()).to_numpy(), 3)
