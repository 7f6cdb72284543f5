"""Tables of several shapes, compared with a loop."""

import numpy as np
import pytest
from shapes import fitting
from source import loops

from foundations.mine import vectors

DRAW = np.random.default_rng(12)


@pytest.mark.parametrize(("rows", "columns"), [(4, 3), (1, 5), (7, 1), (3, 3), (0, 2), (200, 8)])
def test_tables(rows, columns):
    X, w = DRAW.normal(size=(rows, columns)), DRAW.normal(size=columns)
    with fitting(X=X, w=w):
        found = np.asarray(vectors.scores(X.copy(), w.copy()))
    assert found.shape == (rows,), (
        f"A table of shape {X.shape} and weights of shape {w.shape} should give the shape"
        f" ({rows},), not {found.shape}."
    )
    for row in range(rows):
        expected = sum(X[row, column] * w[column] for column in range(columns))
        assert found[row] == pytest.approx(expected), (
            f"Row {row} of a {rows} x {columns} table should give {expected:.3f}, not"
            f" {found[row]:.3f}."
        )


def test_rows_do_not_meet():
    X, w = DRAW.normal(size=(5, 4)), DRAW.normal(size=4)
    turned = vectors.scores(X[::-1], w)
    assert np.allclose(turned[::-1], vectors.scores(X, w)), (
        "With the rows in another order the scores should only change places."
    )


def test_it_is_one_operation():
    assert not loops(vectors.scores), "There is still a loop; let NumPy take the whole table."
