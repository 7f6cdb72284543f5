"""The model is better than a rule of thumb, and behaves as a person would expect."""

import pytest

from deployed_api import data, features, predict


def test_it_beats_the_rule_of_thumb_by_every_score(result):
    scores = result.metrics
    assert scores["cv_roc_auc_mean"] > scores["baseline_records_rule_roc_auc"] + 0.2
    assert scores["cv_accuracy_mean"] > scores["baseline_records_rule_accuracy"] + 0.04
    for error in ("log_loss", "brier"):
        assert scores[f"cv_{error}_mean"] < scores[f"baseline_records_rule_{error}"] - 0.04


def test_the_rule_of_thumb_beats_the_majority(result):
    scores = result.metrics
    assert scores["baseline_records_rule_log_loss"] < scores["baseline_majority_log_loss"] - 0.02


# Invariance: what should not matter does not.


def test_the_unit_of_money_cancels_out_of_shares(typical):
    tenfold = {key: typical[key] * 10 for key in ("amount", "price", "income", "expenses")}
    first, second = features.row(typical), features.row(typical | tenfold)
    assert first["log_burden"] == pytest.approx(second["log_burden"])
    assert first["financed"] == second["financed"]


def test_age_and_marital_status_do_not_matter(probability):
    young, old = {"age": 20, "marital": "single"}, {"age": 60, "marital": "married"}
    assert probability(**young) == probability(**old)


# Direction: what should make a loan safer does.


@pytest.mark.parametrize(
    ("safer", "riskier"),
    [
        ({"records": "no"}, {"records": "yes"}),
        ({"seniority": 20}, {"seniority": 0}),
        ({"income": 300}, {"income": 80}),
        ({"expenses": 40}, {"expenses": 100}),
        ({"job": "fixed"}, {"job": "partime"}),
        ({"home": "owner"}, {"home": "rent"}),
        ({"amount": 500}, {"amount": 1500}),
        ({"assets": 10_000}, {"assets": 0}),
        ({"debt": 0}, {"debt": 2000}),
        ({"income": 140}, {"income": None}),
    ],
)
def test_what_makes_a_loan_safer_lowers_the_probability(probability, safer, riskier):
    assert probability(**safer) < probability(**riskier)


def test_it_is_sure_of_the_easy_cases(result):
    loans = data.load()
    easy = loans[(loans["seniority"] > 15) & (loans["records"] == "no") & (loans["job"] == "fixed")]
    assert predict.predict(result.model, easy)["bad"].mean() < 0.02
