"""How often would chance alone give such a difference?"""

import numpy as np
import pandas as pd
import pytest
from written import written

from recommender import data


def function():
    found = written(data, "analysis/flips.py", "p_value")
    return found.p_value


def ask(first, other, seed=1):
    found = float(function()(first, other, seed))
    assert 0 < found <= 1, f"A p-value lies above 0 and at most at 1; yours is {found}."
    return found


def people(users=200, seed=0):
    return pd.Series(np.random.default_rng(seed).normal(0, 1, users))


def test_no_difference_at_all():
    scores = people()
    found = ask(scores, scores)
    assert found == 1, (
        f"Two models with the same scores should have the p-value 1, not {found:.3f}."
    )


@pytest.mark.parametrize(
    "differences", [[1.0] * 5, [3.0, 1.0, 2.0, 2.0], [1.0, -1.0, 4.0, 0.0, 2.0, 1.0]]
)
def test_few_users_can_be_counted(differences):
    values, users = np.array(differences), len(differences)
    signs = np.array([[1 if n >> k & 1 else -1 for k in range(users)] for n in range(2**users)])
    right = (np.abs(signs @ values) >= abs(values.sum()) - 1e-9).mean()
    found = ask(pd.Series(values) + 7, pd.Series(7.0, index=range(users)))
    assert found == pytest.approx(right, abs=0.02), (
        f"With the differences {differences}, {right:.3f} of all signs are as far from 0; your"
        f" p-value is {found:.3f}."
    )


def test_it_goes_user_by_user():
    scores = people()
    better = scores - np.random.default_rng(1).normal(0.05, 0.1, len(scores))
    found = ask(scores, better)
    assert found < 0.01, (
        f"Nearly every user gains a little, and your p-value is {found:.2f}: compare user by user."
    )
    mixed = better.sample(frac=1, random_state=0)
    assert ask(scores, mixed) == pytest.approx(found, abs=0.01), (
        "The order of the users in the second series must not matter."
    )


def test_it_looks_at_both_sides():
    scores = people()
    less = scores - np.random.default_rng(1).normal(0.02, 0.1, len(scores))
    one, two = ask(scores, less), ask(less, scores)
    assert one == pytest.approx(two, abs=0.01), (
        f"The p-value is {one:.3f}, and with both models exchanged {two:.3f}: it should be the"
        " same."
    )


def test_users_that_are_in_one_only():
    first, other = people(6, 1), people(4, 2)
    right = ask(first.iloc[:4], other)
    assert ask(first, other) == pytest.approx(right, abs=0.02), (
        "Users that only one model was asked about should be left out."
    )


def test_the_seed_decides():
    first, other = people(50, 1), people(50, 2)
    assert ask(first, other, 3) == ask(first, other, 3), (
        "The same seed should give the same p-value."
    )
