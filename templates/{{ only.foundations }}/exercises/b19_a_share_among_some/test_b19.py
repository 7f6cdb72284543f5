"""Shares under conditions, of random cases and of passengers."""

import numpy as np
import pytest

from foundations import data
from foundations.mine import chance

DRAW = np.random.default_rng(19)


@pytest.mark.parametrize("size", [10, 40, 200])
def test_random_cases(size):
    event, condition = DRAW.random(size) < 0.4, DRAW.random(size) < 0.6
    both = sum(1 for a, b in zip(event, condition, strict=True) if a and b)
    expected, found = both / int(condition.sum()), chance.share_given(event, condition)
    assert found != pytest.approx(both / size) or both == 0, (
        "That is the share among all; ask only those who meet the condition."
    )
    turned = both / int(event.sum())
    assert found != pytest.approx(turned) or turned == pytest.approx(expected), (
        "That is turned round: the share of the condition among those with the event."
    )
    assert found == pytest.approx(expected), (
        f"{both} with the event, of {int(condition.sum())} who meet the condition:"
        f" {expected:.3f}, not {found:.3f}."
    )


def test_women_and_survivors():
    people = data.load()
    women, lived = (people["sex"] == "female").to_numpy(), (people["survived"] == 1).to_numpy()
    found = chance.share_given(lived, women)
    assert found == pytest.approx(339 / 466), f"339 of 466 women lived, which is not {found:.3f}."


def test_nobody_meets_it():
    try:
        with np.errstate(all="ignore"):
            found = chance.share_given(np.array([True, False]), np.array([False, False]))
    except ZeroDivisionError:
        pytest.fail("Where nobody meets the condition it should be NaN, not stop.")
    assert np.isnan(found), f"Where nobody meets the condition it should be NaN, not {found}."
