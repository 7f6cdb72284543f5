"""Rounds on random points, a centre that nobody wants, and digits."""

import numpy as np
import pytest

from foundations import data
from foundations.mine import learning

DRAW = np.random.default_rng(35)


def nearest(X, centres):
    return np.array([int(np.argmin([((x - c) ** 2).sum() for c in centres])) for x in X])


def slowly(X, centres, rounds):
    centres = centres.copy()
    for _ in range(rounds):
        label = nearest(X, centres)
        for k in range(len(centres)):
            if (label == k).any():
                centres[k] = X[label == k].mean(axis=0)
    return centres, nearest(X, centres)


@pytest.mark.parametrize("rounds", [0, 1, 5])
@pytest.mark.parametrize(("rows", "k"), [(12, 2), (40, 3)])
def test_rounds(rounds, rows, k):
    X = DRAW.normal(size=(rows, 2))
    start = X[:k].copy()
    expected, label = slowly(X, start, rounds)
    centres, found = learning.k_means(X.copy(), start, rounds)
    assert np.array_equal(start, X[:k]), "It moved the centres that it was given: copy them first."
    assert np.allclose(centres, expected), (
        f"With rounds={rounds} the first centre should be at {expected[0].round(3)}, not"
        f" {np.asarray(centres)[0].round(3)}."
    )
    assert np.array_equal(found, label), (
        f"With rounds={rounds} the nearest centre is another one for {int((found != label).sum())}"
        f" of {rows} rows."
    )


def test_labels_are_those_of_the_last_centres():
    X = np.array([[0.0], [1.0], [5.0], [6.0], [7.0]])
    _, found = learning.k_means(X, np.array([[0.0], [1.0]]), 1)
    assert found.tolist() == [0, 0, 1, 1, 1], (
        f"After one round the centres are at 0 and 4.75, so 1 belongs to the first: not {found}."
    )


def test_a_centre_that_nobody_wants():
    X, start = np.array([[0.0], [1.0]]), np.array([[0.5], [99.0]])
    with np.errstate(all="ignore"):
        centres, _ = learning.k_means(X, start, 3)
    assert np.asarray(centres)[1, 0] == 99, (
        f"A centre without rows should stay at 99, not go to {np.asarray(centres)[1, 0]}."
    )


def test_zeros_and_ones():
    images, labels = data.digits()
    X = images[labels < 2].reshape(-1, 196)
    digits = labels[labels < 2]
    _, found = learning.k_means(X, X[:2].copy(), 10)
    right = max((found == digits).mean(), (found != digits).mean())
    assert right > 0.9, f"Zeros and ones should fall apart; only {right:.0%} are with their like."
