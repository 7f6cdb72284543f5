"""Probabilities, and a gradient that is compared with slopes by differences."""

import math

import numpy as np
import pytest
from shapes import fitting

from foundations.mine import learning

DRAW = np.random.default_rng(29)


def test_sigmoid():
    z = np.array([-3.0, -0.5, 0.0, 1.0, 4.0])
    found = np.asarray(learning.sigmoid(z))
    for place, value in enumerate(z):
        expected = 1 / (1 + math.exp(-value))
        assert found[place] == pytest.approx(expected), (
            f"The sigmoid of {value:g} should be {expected:.4f}, not {found[place]:.4f}."
        )


def loss(X, y, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return float(-np.mean(np.log(np.where(y == 1, p, 1 - p))))


@pytest.mark.parametrize("shape", [(1, 1), (6, 2), (40, 4)])
def test_gradient(shape):
    X, w = DRAW.normal(size=shape), DRAW.normal(size=shape[1])
    y = DRAW.integers(0, 2, shape[0]).astype(float)
    with fitting(X=X, y=y, w=w):
        found = np.asarray(learning.gradient(X.copy(), y.copy(), w.copy()))
    assert found.shape == w.shape, (
        f"The gradient should have the shape of `w`, {w.shape}, not {found.shape}."
    )
    steps = np.eye(shape[1]) * 1e-6
    expected = np.array([(loss(X, y, w + s) - loss(X, y, w - s)) / 2e-6 for s in steps])
    assert not np.allclose(found, -expected, atol=1e-7), "The sign is wrong: it points downhill."
    assert shape[0] == 1 or not np.allclose(found, expected * shape[0], atol=1e-6), (
        "That is the sum over all rows; take the mean."
    )
    assert np.allclose(found, expected, atol=1e-7), (
        f"For a table {shape} the first slope should be {expected[0]:.4f}, not {found[0]:.4f}."
    )
