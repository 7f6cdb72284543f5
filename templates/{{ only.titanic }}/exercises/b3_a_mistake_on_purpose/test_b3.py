"""Nobody under 10 is a Mrs, and a test of the learner's says so."""

import pandas as pd
import pytest

from titanic import data, tables


def refused(**facts):
    """Say whether `data.check` refuses two honest passengers and one with these facts."""
    rows = data.load()[data.INPUTS].head(3).astype(object).reset_index(drop=True)
    for name, value in facts.items():
        rows.loc[2, name] = value
    try:
        data.check(rows, "the list")
    except tables.DataError:
        return True
    except Exception as problem:  # noqa: BLE001 - whatever the rule raises
        pytest.fail(f"`data.check` ends in a {type(problem).__name__}: refuse by `tables.refuse`.")
    return False


@pytest.mark.parametrize("age", [0.5, 4, 9, 9.9])
def test_a_child_is_no_mrs(age):
    name = "Sandstrom, Mrs. Beatrice Irene"
    assert refused(age=age, name=name, sex="female"), (
        f"`data.check` takes a Mrs. of {age:g} years. She should be refused."
    )


@pytest.mark.parametrize(("age", "who"), [(10, "Mrs."), (45, "Mrs."), (4, "Miss."), (9, "Master.")])
def test_others_pass(age, who):
    assert not refused(age=age, name=f"Brown, {who} Kim"), (
        f"`data.check` refuses a {who} of {age} years, who may come on board."
    )


@pytest.mark.parametrize(
    "facts", [{"age": None, "name": "Brown, Mrs. Kim"}, {"age": 5, "name": None}]
)
def test_what_is_missing_is_no_mistake(facts):
    missing = "age" if facts["age"] is None else "name"
    assert not refused(**facts), f"`data.check` refuses somebody whose {missing} is missing."


def test_nobody_with_a_name_passes():
    rows = data.load()[data.INPUTS].head(3).assign(name=None)
    assert len(data.check(rows, "the list")) == 3, "Without names, everybody should pass."


def test_the_real_list_passes():
    assert len(data.load()) == len(pd.read_csv(data.CSV)), "The real list is refused now."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
