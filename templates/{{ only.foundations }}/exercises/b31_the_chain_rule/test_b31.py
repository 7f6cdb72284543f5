"""The loss and both slopes, compared with differences."""

import numpy as np
import pytest

from foundations.mine import learning

DRAW = np.random.default_rng(31)


def loss(x, y, V, w):
    return float((w @ np.tanh(V @ x) - y) ** 2)


def differences(f, array):
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        nudge = np.zeros_like(array)
        nudge[place] = 1e-6
        found[place] = (f(array + nudge) - f(array - nudge)) / 2e-6
    return found


@pytest.mark.parametrize(("inputs", "hidden"), [(1, 1), (3, 2), (2, 5)])
def test_random_networks(inputs, hidden):
    x, w, y = DRAW.normal(size=inputs), DRAW.normal(size=hidden), float(DRAW.normal())
    V = DRAW.normal(size=(hidden, inputs))
    value, along_v, along_w = learning.two_layers(x, y, V, w)
    assert value == pytest.approx(loss(x, y, V, w)), (
        f"The loss should be {loss(x, y, V, w):.4f}, not {float(value):.4f}."
    )
    for name, found, start, f in (
        ("w", np.asarray(along_w), w, lambda new: loss(x, y, V, new)),
        ("V", np.asarray(along_v), V, lambda new: loss(x, y, new, w)),
    ):
        expected = differences(f, start)
        assert found.shape == start.shape, (
            f"The slope along `{name}` should have its shape {start.shape}, not {found.shape}."
        )
        assert not np.allclose(2 * found, expected, atol=1e-6), (
            f"The slope along `{name}` is half of what it should be: the square brings a 2."
        )
        assert np.allclose(found, expected, atol=1e-6), (
            f"The slope along `{name}` should begin with {expected.flat[0]:.4f}, not"
            f" {found.flat[0]:.4f}."
        )
