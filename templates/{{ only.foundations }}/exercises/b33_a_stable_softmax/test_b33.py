"""Probabilities of rows, for small scores and for huge ones."""

import math

import numpy as np
import pytest

from foundations.mine import learning

DRAW = np.random.default_rng(33)


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize("shape", [(1, 3), (4, 2), (3, 3), (6, 10)])
def test_small_scores(shape):
    z = DRAW.normal(size=shape) * 3
    before = z.copy()
    found = np.asarray(learning.softmax(z))
    assert found.shape == shape, f"The shape should stay {shape}, and is {found.shape}."
    sums = found.sum(axis=1)
    assert np.allclose(sums, 1), f"Each row should add up to 1; the first adds up to {sums[0]:.3f}."
    for row in range(shape[0]):
        powers = [math.exp(score) for score in before[row]]
        for place, power in enumerate(powers):
            expected = power / sum(powers)
            assert found[row, place] == pytest.approx(expected), (
                f"Row {row} of a {shape} table: class {place} should get {expected:.4f}, not"
                f" {found[row, place]:.4f}."
            )
    assert np.array_equal(z, before), "It changed the scores that it was given."


@pytest.mark.parametrize("row", [[1000.0, 999.0], [-1000.0, -1001.0], [800.0, -800.0]])
def test_huge_scores(row):
    z = np.array([row, [0.0, 0.0]])
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            found = np.asarray(learning.softmax(z))
    except FloatingPointError as problem:
        pytest.fail(f"With the scores {row} the numbers do not fit any more: {problem}.")
    expected = 1 / (1 + math.exp(max(row[1] - row[0], -700)))
    assert found[0, 0] == pytest.approx(expected), (
        f"With the scores {row} the first should get {expected:.3f}, not {found[0, 0]:.3f}."
    )
    assert found[1, 0] == pytest.approx(0.5), "Beside a row of huge scores another one went wrong."
