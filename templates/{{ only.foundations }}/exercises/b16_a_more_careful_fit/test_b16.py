"""At the best weights the slope of the sum is 0; with no penalty they are least squares."""

import numpy as np
import pytest
from shapes import fitting

from foundations.mine import vectors

DRAW = np.random.default_rng(16)


@pytest.mark.parametrize("penalty", [0.0, 0.5, 7.0])
@pytest.mark.parametrize("shape", [(8, 3), (20, 5)])
def test_the_slope_is_flat_there(shape, penalty):
    X, y = DRAW.normal(size=shape), DRAW.normal(size=shape[0])
    with fitting(X=X, y=y):
        w = np.asarray(vectors.ridge(X, y, penalty))
    assert w.shape == (shape[1],), (
        f"For a table {shape} the weights should have the shape ({shape[1]},), not {w.shape}."
    )
    plain = np.linalg.lstsq(X, y, rcond=None)[0]
    assert penalty == 0 or not np.allclose(w, plain), (
        f"With a penalty of {penalty:g} the weights are those without one."
    )
    slope = -2 * X.T @ (y - X @ w) + 2 * penalty * w
    assert np.allclose(slope, 0, atol=1e-8), (
        f"With a penalty of {penalty:g} other weights make the sum smaller."
    )


def test_the_larger_the_penalty_the_smaller_the_weights():
    X, y = DRAW.normal(size=(30, 4)), DRAW.normal(size=30)
    sizes = [float(np.linalg.norm(vectors.ridge(X, y, p))) for p in (0, 1, 10, 100, 1e6)]
    assert sizes == sorted(sizes, reverse=True), "A larger penalty should make weights smaller."
    assert sizes[-1] < 0.001, f"A huge penalty should leave next to nothing, not {sizes[-1]:.3f}."


def test_two_columns_that_are_the_same():
    column = DRAW.normal(size=10)
    w = vectors.ridge(np.column_stack([column, column]), 2 * column, 0.001)
    assert np.allclose(w, 1, atol=0.01), "Two equal columns should share the weight, 1 each."
