"""The table of the real passengers, and of some who were made up."""

import numpy as np
import pandas as pd
import pytest

from foundations import data
from foundations.mine import basics


def expected(people, sex, pclass):
    own = people[(people["sex"] == sex) & (people["pclass"] == pclass)]
    return own["survived"].sum() / len(own) if len(own) else float("nan")


def made_up(seed):
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "pclass": draw.choice([1, 2, 3], 60),
            "sex": draw.choice(["male", "female"], 60),
            "survived": draw.integers(0, 2, 60),
            "age": draw.uniform(0, 80, 60),
        }
    )


@pytest.mark.parametrize("people", [data.load(), made_up(1), made_up(2)], ids=["real", "1", "2"])
def test_each_cell(people):
    before = people.copy()
    found = basics.survival_table(people)
    assert list(found.index) == ["female", "male"], (
        f"The rows should be female and male, not {list(found.index)}."
    )
    assert list(found.columns) == [1, 2, 3], (
        f"The columns should be the classes 1, 2, 3, not {list(found.columns)}."
    )
    for sex in found.index:
        for pclass in found.columns:
            share, own = expected(people, sex, pclass), found.loc[sex, pclass]
            assert own == pytest.approx(share), (
                f"The share of `{sex}` in class {pclass} should be {share:.3f}, not {own:.3f}."
            )
    assert people.equals(before), "It changed the table that it was given."


def test_nobody_is_not_zero():
    people = made_up(3)
    people = people[(people["sex"] == "male") | (people["pclass"] != 1)]
    found = basics.survival_table(people).loc["female", 1]
    assert np.isnan(found), f"Nobody was female in class 1: that is NaN, not {found}."
