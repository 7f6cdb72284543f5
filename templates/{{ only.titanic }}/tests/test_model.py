"""The model is better than a rule of thumb, and behaves as a person would expect."""

import pytest

from titanic import data, predict

MAN = {"sex": "male", "name": "Doe, Mr. John"}


def test_it_beats_the_sex_rule_in_cross_validation(result):
    scores = result.metrics
    assert scores["cv_accuracy_mean"] > scores["baseline_sex_rule_accuracy"] + 0.01
    assert scores["cv_roc_auc_mean"] > 0.84


def test_the_sex_rule_beats_the_majority(result):
    majority = result.metrics["baseline_majority_accuracy"]
    assert result.metrics["baseline_sex_rule_accuracy"] > majority + 0.1


# Invariance: what should not matter does not.


def test_the_family_name_does_not_matter(probability):
    assert probability(name="Smith, Mrs. Jane") == probability(name="Zabour, Mrs. Hileni (Mary)")


def test_french_and_english_titles_mean_the_same(probability):
    assert probability(name="Doe, Miss. Jane") == probability(name="Doe, Mlle. Jeanne")


def test_the_port_matters_little(probability):
    assert abs(probability(embarked="C") - probability(embarked="S")) < 0.15


# Direction: what should help helps.


def test_a_first_class_woman_has_better_chances_than_a_third_class_man(probability):
    assert probability(pclass=1) > probability(pclass=3, **MAN) + 0.5


@pytest.mark.parametrize("person", [{}, MAN])
def test_first_class_is_safer_than_third(probability, person):
    assert probability(pclass=1, **person) > probability(pclass=3, **person)


def test_a_boy_has_better_chances_than_a_man(probability):
    boy = {"sex": "male", "name": "Doe, Master. Tom", "age": 6}
    assert probability(parch=2, **boy) > probability(parch=2, **MAN)


def test_a_large_family_is_a_danger(probability):
    assert probability(sibsp=5, parch=2) < probability(sibsp=1)


def test_it_is_sure_of_the_easy_cases(result):
    passengers = data.load()
    easy = passengers[(passengers["sex"] == "female") & (passengers["pclass"] == 1)]
    assert predict.predict(result.model, easy)["survived"].mean() > 0.95
