"""How often McNemar's test sees a better model, against an exact computation."""

import numpy as np
import pytest
from scipy.stats import binom
from written import written

from titanic import errors


def power(*given, **named):
    module = written(errors, "operations/power.py", "power")
    return float(module.power(*given, **named))


def right(rows, lost, won):
    """Sum up over all numbers of rows on which the two may differ."""
    apart = np.arange(1, rows + 1)
    chance = binom.pmf(apart, rows, lost + won)
    apart, chance = apart[chance > 1e-7], chance[chance > 1e-7]
    # From how many wins on is the p-value below 0.05? The test is symmetric: twice one tail.
    least = np.maximum(binom.isf(0.025, apart, 0.5) - 1, 0)
    for _ in range(4):
        least += 2 * binom.sf(least - 1, apart, 0.5) >= 0.05
    return float(np.sum(chance * binom.sf(least - 1, apart, won / (lost + won))))


@pytest.mark.parametrize(
    ("rows", "lost", "won", "draws"),
    [
        (100, 0.05, 0.15, 250),
        (60, 0.0, 0.2, 60),
        (50, 0.3, 0.1, 100),
        (5, 0.0, 1.0, 5),  # five wins of five: p is 0.06
        (6, 0.0, 1.0, 5),  # six of six: 0.03
    ],
)
def test_against_mathematics(rows, lost, won, draws):
    found, wanted = power(rows, lost, won, 1, draws), right(rows, lost, won)
    assert found == pytest.approx(wanted, abs=0.1), (
        f"A model that wins {won:.0%} of {rows} rows and loses {lost:.0%} is seen in {wanted:.0%}"
        f" of all contests, not in {found:.0%}."
    )


def test_no_difference_at_all():
    found = power(50, 0.0, 0.0, 1, 20)
    assert found == 0, (
        f"Two models that always do alike: nobody wins, yet your share is {found:.2f}."
    )


def test_more_rows_see_more():
    small, large = power(50, 0.05, 0.12, 3, 40), power(300, 0.05, 0.12, 3, 40)
    assert large > small + 0.3, (
        f"Six times as many rows should see far more: {small:.2f}, {large:.2f}."
    )


def test_the_seed_and_the_number_of_draws():
    assert power(80, 0.1, 0.2, 5, 15) == power(80, 0.1, 0.2, 5, 15), "The same seed should repeat."
    some = {power(80, 0.1, 0.2, seed, 15) for seed in range(5)}
    assert len(some) > 1, "Another seed should imagine other contests."
    one = power(80, 0.1, 0.2, 5, draws=1)
    assert one in (0, 1), f"With one draw the share is 0 or 1, not {one:.2f}: `draws` is not used."


def test_the_answers(answers):
    for rows in (262, 2620):
        given = answers[f"on_{rows}_rows"]
        assert type(given) in (int, float), f"`on_{rows}_rows` must be a number, without quotes."
        assert given == pytest.approx(right(rows, 0.02, 0.04), abs=0.05), (
            f"`on_{rows}_rows` is not {given}. What does your own"
            f" `power({rows}, 0.02, 0.04, seed=1)` say?"
        )
