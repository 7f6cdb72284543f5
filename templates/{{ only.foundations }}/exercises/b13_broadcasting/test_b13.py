"""Columns of random tables, and one that never varies."""

import numpy as np
import pytest
from shapes import fitting
from source import loops

from foundations.mine import vectors

DRAW = np.random.default_rng(13)


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize("shape", [(6, 2), (4, 4), (50, 3)])
def test_each_column(shape):
    X = DRAW.normal(size=shape) * np.arange(1, shape[1] + 1) + 100 * np.arange(shape[1])
    before = X.copy()
    with fitting(X=X):
        found = np.asarray(vectors.standardise(X))
    assert found.shape == shape, f"The shape should stay {shape}, and is {found.shape}."
    for column in range(shape[1]):
        values = before[:, column]
        mean, spread = found[:, column].mean(), found[:, column].std()
        assert mean == pytest.approx(0, abs=1e-9), (
            f"Column {column} of a {shape} table should have the mean 0, not {mean:.3f}."
        )
        assert spread == pytest.approx(1), (
            f"Column {column} of a {shape} table should have the spread 1, not {spread:.3f}."
        )
        assert np.argmax(found[:, column]) == np.argmax(values), (
            f"The largest value of column {column} should stay the largest."
        )
    assert np.array_equal(X, before), "It changed the table that it was given."


def test_a_column_of_equal_values():
    X = np.column_stack([np.full(5, 7.0), [1.0, 2.0, 3.0, 4.0, 5.0]])
    with np.errstate(all="ignore"):
        found = vectors.standardise(X)
    assert not np.isnan(found).any(), "A column of equal values became NaN: 0 divided by 0."
    assert np.allclose(found[:, 0], 0), "A column of equal values should become zeros."


def test_all_columns_at_once():
    assert not loops(vectors.standardise), "There is still a loop; let NumPy take all columns."
