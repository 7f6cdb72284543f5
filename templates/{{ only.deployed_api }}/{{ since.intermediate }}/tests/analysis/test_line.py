"""Errors and fairness are counted where the line between yes and no is."""

import pytest

from deployed_api import data
from deployed_api.analysis import explain, groups, scoring, threshold
from deployed_api.params import Params


@pytest.fixture(scope="module")
def rows():
    """Return the training loans."""
    return data.split(data.load(), 42).train


def test_errors_and_fairness_are_counted_at_the_line_that_is_served(result, rows, monkeypatch):
    monkeypatch.setattr(explain, "EXAMPLES", 20)
    monkeypatch.setattr(explain, "BACKGROUND", 10)
    monkeypatch.setattr(explain, "SHUFFLES", 1)
    found = explain.explain(result.model, rows, 42)
    _, chance = threshold.answers(Params(seed=42, model="logistic_regression", options={"C": 1.0}))
    refused = chance >= scoring.costs().threshold
    assert found.wrong == pytest.approx((refused != (rows[data.TARGET] == 1)).mean())
    young = groups.ages(rows) == "age 18-25"
    assert found.fairness.loc["age 18-25", "selection_rate"] == pytest.approx(refused[young].mean())


def test_a_loan_without_age_or_marital_status_is_in_a_group_too(rows):
    unknown = rows.head(3).assign(age=None, marital=None)
    assert not groups.make(unknown).isna().any(axis=None)
