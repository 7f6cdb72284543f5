"""The model is better than a rule of thumb, and behaves as a person would expect."""

import pandas as pd
import pytest
import skops.io

from deployed_api import data, features, models, params, predict, train
from deployed_api.params import Params


def test_it_beats_the_rule_of_thumb_by_every_score(result):
    scores = result.metrics
    assert scores["cv_roc_auc_mean"] > scores["baseline_records_rule_roc_auc"] + 0.2
    assert scores["cv_accuracy_mean"] > scores["baseline_records_rule_accuracy"] + 0.04
    for error in ("log_loss", "brier"):
        assert scores[f"cv_{error}_mean"] < scores[f"baseline_records_rule_{error}"] - 0.04


def test_the_rule_of_thumb_beats_the_majority(result):
    scores = result.metrics
    assert scores["baseline_records_rule_log_loss"] < scores["baseline_majority_log_loss"] - 0.02


def test_the_test_set_agrees_with_cross_validation(result):
    scores = result.metrics
    assert scores["test_roc_auc"] == pytest.approx(scores["cv_roc_auc_mean"], abs=0.03)
    assert scores["test_log_loss"] == pytest.approx(scores["cv_log_loss_mean"], abs=0.03)


def test_two_runs_give_the_same_scores(result):
    assert train.train(result.params).metrics == result.metrics


def test_the_rule_of_thumb_refuses_exactly_those_with_bad_records():
    loans = data.load()
    rule = train.fit(models.build("records_rule"), loans)
    answers = predict.predict(rule, loans)["bad"]
    assert (answers == (loans["records"] == "yes")).all()


# Invariance: what should not matter does not.


def test_the_unit_of_money_cancels_out_of_shares(loan):
    tenfold = {key: loan[key] * 10 for key in ("amount", "price", "income", "expenses")}
    first, second = features.row(loan), features.row(loan | tenfold)
    assert first["log_burden"] == pytest.approx(second["log_burden"])
    assert first["financed"] == second["financed"]


def test_age_and_marital_status_do_not_matter(chance):
    young, old = {"age": 20, "marital": "single"}, {"age": 60, "marital": "married"}
    assert chance(**young) == chance(**old)


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
def test_what_makes_a_loan_safer_lowers_the_probability(chance, safer, riskier):
    assert chance(**safer) < chance(**riskier)


# The least a model must be able to do.


def test_it_gives_a_probability_for_somebody_of_whom_little_is_known(chance):
    little = chance(income=None, assets=None, debt=None, job=None, home=None)
    assert 0 < little < 1


def test_the_answer_keeps_the_order_and_the_index_of_the_question(result):
    loans = data.load().iloc[[7, 3, 900]]
    answers = predict.predict(result.model, loans)
    assert list(answers.index) == [7, 3, 900]
    alone = predict.predict(result.model, loans.iloc[[1]])
    assert answers.loc[3, "probability"] == pytest.approx(alone.loc[3, "probability"])


def test_it_is_sure_of_the_easy_cases(result):
    loans = data.load()
    easy = loans[(loans["seniority"] > 15) & (loans["records"] == "no") & (loans["job"] == "fixed")]
    assert predict.predict(result.model, easy)["bad"].mean() < 0.02


# Choosing a model.


def test_every_file_in_models_is_a_model_that_trains():
    loans = data.load().head(300)
    for name in models.available():
        model = train.fit(train.estimator(Params(model=name)), loans)
        assert model.predict(features.make(loans)).shape == (300,)


def test_the_model_of_params_yaml_trains_and_comes_back_from_its_file(tmp_path):
    loans = data.load().head(300)
    model = train.fit(train.estimator(params.load()), loans)
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    answers = [predict.predict(each, loans) for each in (model, again)]
    pd.testing.assert_frame_equal(*answers)


def test_a_misspelt_model_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="Did you mean `logistic_regression`"):
        models.build("logistic_regresion")


def test_an_unknown_option_gets_a_suggestion():
    with pytest.raises(models.ModelError, match="has no option `c`"):
        models.build("logistic_regression", c=1)


def test_an_option_with_a_senseless_value_is_told_apart_from_a_bug():
    with pytest.raises(models.ModelError, match="'C' parameter"):
        train.train(Params(model="logistic_regression", options={"C": -1}))


def test_a_model_trained_on_other_features_asks_to_be_trained_again(result, monkeypatch):
    loans = data.load()
    fewer = features.make(loans).drop(columns="job")
    monkeypatch.setattr(features, "make", lambda _: fewer)
    with pytest.raises(models.ModelError, match="uv run train"):
        predict.predict(result.model, loans)
