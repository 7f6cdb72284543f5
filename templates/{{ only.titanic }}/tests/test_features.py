"""Every feature says what it means, for one passenger and for all of them."""

import math

import pytest

from titanic import data, features


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kelly, Mr. James", "Mr"),
        ("Sagesser, Mlle. Emma", "Miss"),
        ("Rothes, the Countess. of (Lucy Noel Martha Dyer-Edwards)", "Mrs"),
        ("Goodwin, Master. Sidney Leonard", "Master"),
        ("Byles, Rev. Thomas Roussel Davids", "Rare"),
    ],
)
def test_the_title_is_read_out_of_the_name(name, expected):
    assert features.title(name, "male", 30) == expected


@pytest.mark.parametrize(
    ("sex", "age", "guess"),
    [("male", 5, "Master"), ("male", 40, "Mr"), ("male", math.nan, "Mr"), ("female", 50, "Mrs")],
)
def test_without_a_name_the_title_is_guessed_from_sex_and_age(sex, age, guess):
    assert features.title("", sex, age) == guess


@pytest.mark.parametrize(
    ("family", "group"), [(1, "alone"), (2, "family of 2-4"), (4, "family of 2-4")]
)
def test_small_families_are_one_group(family, group):
    assert features.party(family) == group


def test_a_family_of_five_is_large():
    assert features.party(5) == "family of 5+"


def test_what_is_missing_stays_missing_for_the_model_to_fill_in():
    nobody = {"pclass": 3, "sex": "male", "sibsp": 0, "parch": 0}
    row = features.row(nobody)
    assert math.isnan(row["age"])
    assert math.isnan(row["log_fare"])
    assert row["port"] == "unknown"


def test_no_column_that_gives_the_answer_away_is_loaded():
    assert not set(data.LEAKS) & set(data.load().columns)
