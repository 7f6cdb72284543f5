"""The data is what it claims to be, and nothing leaks."""

import hashlib

import pandas as pd
import pytest

from titanic import data, tables


def test_the_passenger_list_is_byte_for_byte_the_published_one():
    published = (data.CSV.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.CSV.read_bytes()).hexdigest() in published


def test_everybody_is_on_board_and_nothing_gives_the_answer_away():
    passengers = data.load()
    assert len(passengers) == 1309
    assert passengers["survived"].sum() == 500
    assert not {"boat", "body"} & set(passengers.columns)


def test_no_passenger_is_in_both_halves_of_the_split():
    passengers = data.load()
    train, test = data.split(passengers, seed=42)
    assert set(train.index) | set(test.index) == set(passengers.index)
    assert not set(train.index) & set(test.index)
    assert len(test) == 262


def test_both_halves_have_the_same_share_of_survivors():
    train, test = data.split(data.load(), seed=42)
    assert train["survived"].mean() == pytest.approx(test["survived"].mean(), abs=0.002)


def test_the_same_seed_gives_the_same_split_and_another_seed_another_one():
    passengers = data.load()
    first, again, other = (data.split(passengers, seed).test.index for seed in (1, 1, 2))
    assert list(first) == list(again)
    assert list(first) != list(other)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(tables.DataError, match="nowhere.csv"):
        data.load(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\xff", b'a,b\n1,"2\n'])
def test_a_damaged_file_is_refused(tmp_path, content):
    damaged = tmp_path / "damaged.csv"
    damaged.write_bytes(content)
    with pytest.raises(tables.DataError, match=r"damaged\.csv"):
        data.load(damaged)


@pytest.mark.parametrize(
    ("column", "value"),
    [("pclass", 4), ("age", -1), ("sex", "f"), ("embarked", "X"), ("sibsp", 0.5), ("fare", "free"),
     ("survived", 7)],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path, column, value):
    passengers = pd.read_csv(data.CSV).astype(object)
    passengers.loc[2, column] = value
    passengers.to_csv(tmp_path / "wrong.csv", index=False)
    with pytest.raises(tables.DataError, match=column):
        data.load(tmp_path / "wrong.csv")


def test_missing_columns_are_named(tmp_path):
    pd.read_csv(data.CSV).drop(columns=["sex", "age"]).to_csv(tmp_path / "narrow.csv", index=False)
    with pytest.raises(tables.DataError, match="`sex`, `age`"):
        data.load(tmp_path / "narrow.csv")
