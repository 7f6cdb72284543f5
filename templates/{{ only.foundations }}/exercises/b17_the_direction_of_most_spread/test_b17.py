"""The direction of random clouds and of real digits, compared with the singular vectors."""

import numpy as np
import pytest
from source import used

from foundations import data
from foundations.mine import vectors

DRAW = np.random.default_rng(17)


def expected(X):
    v = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][0]
    return v if v[np.argmax(np.abs(v))] > 0 else -v


def agree(X, what):
    found = np.asarray(vectors.first_direction(X.copy()))
    assert found.shape == (X.shape[1],), (
        f"It should have one entry for each of {X.shape[1]} columns, not {found.shape}."
    )
    assert np.linalg.norm(found) == pytest.approx(1), (
        f"A direction has the length 1, not {np.linalg.norm(found):.3g}."
    )
    largest = found[np.argmax(np.abs(found))]
    assert largest > 0, (
        f"Its entry that is largest in size is {largest:.2f}; it should be positive: turn the"
        " vector round."
    )
    overlap = abs(found @ expected(X))
    assert overlap > 0.999, (
        f"{what}: it should point along the spread and is {np.degrees(np.arccos(overlap)):.0f}"
        " degrees off. Is the mean taken away?"
    )


@pytest.mark.parametrize("seed", range(4))
def test_clouds(seed):
    draw = np.random.default_rng(seed)
    way = np.array([2.0, -3.0, 1.0]) * (-1) ** seed
    cloud = draw.normal(size=(80, 1)) * way + 0.3 * draw.normal(size=(80, 3))
    agree(cloud + np.array([50.0, 40.0, -70.0]), "A cloud that lies far out")


def test_digits():
    images, labels = data.digits()
    agree(images[labels < 2].reshape(-1, 196), "Zeros and ones")


def test_the_loop_is_yours():
    ready = used(vectors.first_direction, "svd", "eig", "eigh")
    assert not ready, f"`{ready}` finds the direction for you. Write the loop once."


@pytest.mark.parametrize(("steps", "way"), [(1, (3, 4)), (2, (32, 43))])
def test_few_steps(steps, way):
    X = np.array([[0.0, 0.0], [2.0, 1.0], [4.0, 5.0]])  # centred, X.T @ X is 8 10, 10 14
    v = way / np.hypot(*way)
    found = np.asarray(vectors.first_direction(X.copy(), steps))
    assert np.allclose(found, v), (
        f"With steps={steps} it should be {v.round(3)}, not {found.round(3)}. Does the loop go"
        " `steps` times?"
    )
