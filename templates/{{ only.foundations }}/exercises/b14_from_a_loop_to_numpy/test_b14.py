"""Distances, compared with a loop: what comes out, and how fast."""

import time

import numpy as np
import pytest

from foundations.mine import vectors

DRAW = np.random.default_rng(14)


def loop(X, point):
    """Return the distances, slowly."""
    found = []
    for row in X:
        total = 0.0
        for value, goal in zip(row, point, strict=True):
            total += (value - goal) ** 2
        found.append(total**0.5)
    return np.array(found)


def fastest(function, *given):
    """Return the processor time of the fastest of three calls."""
    times = []
    for _ in range(3):
        start = time.process_time()
        function(*given)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("shape", [(5, 2), (1, 4), (3, 3), (60, 7)])
def test_the_distances(shape):
    X, point = DRAW.normal(size=shape), DRAW.normal(size=shape[1])
    expected, found = loop(X, point), np.asarray(vectors.distances(X, point))
    assert found.shape == expected.shape, (
        f"A table {shape} should give the shape ({shape[0]},), not {found.shape}."
    )
    assert not np.allclose(found, expected**2), "The distances are still squared: take the root."
    assert np.allclose(found, expected), (
        f"The first row of a table {shape} is {expected[0]:.3f} away, not {found[0]:.3f}."
    )


def test_it_is_fast():
    X, point = DRAW.normal(size=(4000, 20)), DRAW.normal(size=20)
    slow, own = fastest(loop, X, point), fastest(vectors.distances, X, point)
    assert own * 5 < slow, (
        f"4,000 rows take {own * 1000:.0f} ms, the loop {slow * 1000:.0f}: is there still a loop?"
    )
