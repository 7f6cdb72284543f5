"""Intervals of samples that are drawn by lot."""

import numpy as np
import pytest
from source import loops

from foundations.mine import chance

DRAW = np.random.default_rng(22)


@pytest.mark.parametrize(("n", "times"), [(20, 300), (262, 1000), (5, 50)])
def test_the_middle(n, times):
    values, draws = DRAW.normal(3, 2, n), DRAW.integers(0, n, size=(times, n))
    means = sorted(sum(values[place] for place in row) / n for row in draws)
    low, high = chance.bootstrap(values, draws)
    assert low <= high, f"The lower limit comes first, and {low:.3f} is above {high:.3f}."
    of_columns = np.percentile(values[draws].mean(axis=0), [2.5, 97.5])
    assert (low, high) != pytest.approx(tuple(of_columns)), (
        "Those are means of columns. A sample is a *row* of `draws`: take the mean of each row."
    )
    inside = sum(low <= mean <= high for mean in means) / times
    assert inside == pytest.approx(0.95, abs=1.5 / times + 0.005), (
        f"95% of {times} means should lie between the limits; between yours lie {inside:.0%}."
    )
    expected = np.percentile(means, [2.5, 97.5])
    assert (low, high) == pytest.approx(tuple(expected)), (
        f"The limits should be {expected[0]:.3f} and {expected[1]:.3f},"
        f" not {low:.3f} and {high:.3f}."
    )


def test_it_takes_the_samples_it_is_given():
    values = np.array([0.0, 10.0, 20.0])
    found = chance.bootstrap(values, np.array([[2, 2, 2]] * 40))
    assert found == (20, 20), f"If all samples are case 2 alone, both limits are 20, not {found}."


def test_all_samples_at_once():
    assert not loops(chance.bootstrap), "There is still a loop; let NumPy take all samples."
