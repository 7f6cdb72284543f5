"""The model is better than a rule of thumb, and behaves as a person would expect."""

import numpy as np
import pandas as pd
import pytest
import skops.io

from titanic import data, features, models, params, predict, train
from titanic.params import Params

MAN = {"sex": "male", "name": "Doe, Mr. John"}


def test_it_beats_the_sex_rule_in_cross_validation(result):
    scores = result.metrics
    assert scores["cv_accuracy_mean"] > scores["baseline_sex_rule_accuracy"] + 0.01
    assert scores["cv_roc_auc_mean"] > 0.84


def test_the_sex_rule_beats_the_majority(result):
    majority = result.metrics["baseline_majority_accuracy"]
    assert result.metrics["baseline_sex_rule_accuracy"] > majority + 0.1


def test_the_test_set_agrees_with_cross_validation(result):
    assert result.metrics["test_accuracy"] == pytest.approx(
        result.metrics["cv_accuracy_mean"], abs=0.05
    )


def test_two_runs_give_the_same_scores(result):
    assert train.train(result.params).metrics == result.metrics


def test_the_sex_rule_saves_every_woman_and_no_man():
    passengers = data.load()
    rule = train.fit(models.build("sex_rule"), passengers)
    answers = predict.predict(rule, passengers)["survived"]
    assert (answers == (passengers["sex"] == "female")).all()


# Invariance: what should not matter does not.


def test_the_family_name_does_not_matter(chance):
    assert chance(name="Smith, Mrs. Jane") == chance(name="Zabour, Mrs. Hileni (Mary)")


def test_french_and_english_titles_mean_the_same(chance):
    assert chance(name="Doe, Miss. Jane") == chance(name="Doe, Mlle. Jeanne")


def test_the_port_matters_little(chance):
    assert abs(chance(embarked="C") - chance(embarked="S")) < 0.15


# Direction: what should help helps.


def test_a_first_class_woman_has_better_chances_than_a_third_class_man(chance):
    assert chance(pclass=1) > chance(pclass=3, **MAN) + 0.5


@pytest.mark.parametrize("person", [{}, MAN])
def test_first_class_is_safer_than_third(chance, person):
    assert chance(pclass=1, **person) > chance(pclass=3, **person)


def test_a_boy_has_better_chances_than_a_man(chance):
    boy = {"sex": "male", "name": "Doe, Master. Tom", "age": 6}
    assert chance(parch=2, **boy) > chance(parch=2, **MAN)


def test_a_large_family_is_a_danger(chance):
    assert chance(sibsp=5, parch=2) < chance(sibsp=1)


# The least a model must be able to do.


def test_it_gives_a_probability_for_somebody_of_whom_little_is_known(chance):
    little = chance(name=None, age=None, fare=np.nan, embarked=None)
    assert 0 < little < 1


def test_the_answer_keeps_the_order_and_the_index_of_the_question(result):
    passengers = data.load().iloc[[7, 3, 900]]
    answers = predict.predict(result.model, passengers)
    assert list(answers.index) == [7, 3, 900]
    alone = predict.predict(result.model, passengers.iloc[[1]])
    assert answers.loc[3, "probability"] == pytest.approx(alone.loc[3, "probability"])


def test_it_is_sure_of_the_easy_cases(result):
    passengers = data.load()
    easy = passengers[(passengers["sex"] == "female") & (passengers["pclass"] == 1)]
    assert predict.predict(result.model, easy)["survived"].mean() > 0.95


# Choosing a model.


def test_every_file_in_models_is_a_model_that_trains():
    passengers = data.load().head(200)
    for name in models.available():
        model = train.fit(train.estimator(Params(model=name)), passengers)
        assert model.predict(features.make(passengers)).shape == (200,)


def test_the_model_of_params_yaml_trains_and_comes_back_from_its_file(tmp_path):
    passengers = data.load().head(300)
    model = train.fit(train.estimator(params.load()), passengers)
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    answers = [predict.predict(each, passengers) for each in (model, again)]
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
    passengers = data.load()
    fewer = features.make(passengers).drop(columns="title")
    monkeypatch.setattr(features, "make", lambda _: fewer)
    with pytest.raises(models.ModelError, match="uv run train"):
        predict.predict(result.model, passengers)
