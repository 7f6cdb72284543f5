"""A line for each loan, by what a mistake about this loan costs."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from written import written

from deployed_api import data, features, models


def table(*loans):
    """Return loans (amount, months), with row numbers that are no positions."""
    index = [f"loan {place}" for place in range(len(loans))]
    return pd.DataFrame(list(loans), columns=["amount", "time"], index=index)


def lines(loans, lost, earned, customer):
    module = written(data, "analysis/stakes.py", "lines")
    found = module.lines(loans, lost, earned, customer)
    assert isinstance(found, pd.Series), (
        f"`lines` should return a series, not a `{type(found).__name__}`."
    )
    assert found.index.equals(loans.index), "The series should have the index of the loans."
    return found.tolist()


@pytest.mark.parametrize(
    ("loan", "given", "right"),
    [
        ((1000, 12), (0.5, 0.1, 0), 100 / 600),
        ((1000, 36), (0.5, 0.1, 0), 300 / 800),
        ((1000, 12), (1.0, 0.0, 250), 250 / 1250),
        ((2000, 6), (0.25, 0.04, 60), 100 / 600),
    ],
)
def test_by_hand(loan, given, right):
    found = lines(table(loan), *given)[0]
    about = "`lost` {}, `earned` {} and `customer` {}".format(*given)
    assert found == pytest.approx(right), (
        f"{loan[0]} over {loan[1]} months with {about}: the line is {right:.3f}, not {found:.3f}."
    )


def test_any_loans():
    draw = np.random.default_rng(3)
    loans = table(*zip(draw.integers(100, 5000, 50), draw.integers(6, 73, 50), strict=True))
    for lost, earned, customer in draw.random((5, 3)) * [0.9, 0.1, 100] + [0.1, 0, 0]:
        good, bad = customer + earned * loans["amount"] * loans["time"] / 12, lost * loans["amount"]
        right = (good / (good + bad)).tolist()
        assert lines(loans, lost, earned, customer) == pytest.approx(right), (
            "For 50 loans drawn by chance, the lines are not right."
        )


def test_the_table_stays():
    loans = table((1000, 12), (500, 24))
    before = loans.copy()
    lines(loans, 0.5, 0.1, 20)
    assert loans.equals(before), "`lines` changes the table that it was given."


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("lost", (0, 0.1, 20)),
        ("lost", (-0.5, 0.1, 20)),
        ("earned", (0.5, -0.1, 20)),
        ("customer", (0.5, 0.1, -1)),
    ],
)
def test_costs_that_make_no_sense(name, given):
    try:
        lines(table((1000, 12)), *given)
    except ValueError:
        return
    values = dict(zip(("lost", "earned", "customer"), given, strict=True))
    pytest.fail(f"A `{name}` of {values[name]} should be a ValueError.")


def test_nothing_may_cost_nothing():
    assert lines(table((1000, 12)), 0.5, 0, 0) == [0], (
        "Where refusing costs nothing, `earned` and `customer` 0, the line should be 0."
    )


def test_the_answers(answers):
    learn = data.split(data.load(), seed=42).train
    chance = cross_val_predict(
        models.build("logistic_regression"),
        features.make(learn),
        learn[data.TARGET],
        cv=StratifiedKFold(5, shuffle=True, random_state=42),
        method="predict_proba",
    )[:, 1]
    bad = (learn[data.TARGET] == 1).to_numpy()
    amount, years = learn["amount"].to_numpy(), learn["time"].to_numpy() / 12
    wanted = {"one_line": 1 / 6, "own_lines": np.array(lines(learn, 0.6, 0.03, 60))}
    for key, line in wanted.items():
        refused = chance >= line
        lost = 0.6 * amount * (bad & ~refused) + (60 + 0.03 * amount * years) * (~bad & refused)
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(lost.mean(), abs=0.31), (
            f"Wrong answers do not cost {given} a loan: `{key}` is not right."
        )
