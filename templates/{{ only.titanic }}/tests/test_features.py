"""Every feature says what it means, for one passenger and for all of them."""

import math

import pandas as pd
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
    assert features.party(features.family_size(sibsp=1, parch=3)) == "family of 5+"


def test_what_is_missing_stays_missing_for_the_model_to_fill_in():
    nobody = {"pclass": 3, "sex": "male", "sibsp": 0, "parch": 0}
    row = features.row(nobody)
    assert math.isnan(row["age"])
    assert math.isnan(row["log_fare"])
    assert row["port"] == "unknown"


def test_the_table_says_of_each_passenger_what_the_row_says():
    passengers = data.load().sample(50, random_state=0)
    table = features.make(passengers)
    rows = [features.row(passenger) for passenger in passengers.to_dict("records")]
    pd.testing.assert_frame_equal(table, pd.DataFrame(rows, index=passengers.index))
    assert list(table.columns) == features.NUMERIC + features.CATEGORICAL


def test_no_feature_looks_at_the_answer():
    passengers = data.load()
    flipped = passengers.assign(survived=1 - passengers["survived"])
    pd.testing.assert_frame_equal(features.make(passengers), features.make(flipped))
