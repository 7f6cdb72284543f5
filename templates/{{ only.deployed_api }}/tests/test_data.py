"""The data is what it claims to be, and nothing leaks."""

import hashlib

import pandas as pd
import pytest

from deployed_api import data, tables


def test_the_file_is_byte_for_byte_the_one_described():
    published = (data.CSV.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.CSV.read_bytes()).hexdigest() in published


def test_all_loans_are_there_and_the_answer_stands_in_one_column_only():
    loans = data.load()
    assert len(loans) == 4454
    assert loans["bad"].sum() == 1254
    assert "status" not in loans


def test_the_model_never_sees_age_or_marital_status():
    assert not set(data.WITHHELD) & set(data.INPUTS)
    assert set(data.WITHHELD) <= set(data.load().columns)


def test_no_loan_is_in_both_halves_of_the_split():
    loans = data.load()
    train, test = data.split(loans, seed=42)
    assert set(train.index) | set(test.index) == set(loans.index)
    assert not set(train.index) & set(test.index)
    assert len(test) == 891


def test_both_halves_have_the_same_share_of_bad_loans():
    train, test = data.split(data.load(), seed=42)
    assert train["bad"].mean() == pytest.approx(test["bad"].mean(), abs=0.001)


def test_the_same_seed_gives_the_same_split_and_another_seed_another_one():
    loans = data.load()
    first, again, other = (data.split(loans, seed).test.index for seed in (1, 1, 2))
    assert list(first) == list(again)
    assert list(first) != list(other)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(tables.DataError, match=r"nowhere\.csv"):
        data.load(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\xff", b'a,b\n1,"2\n'])
def test_a_damaged_file_is_refused(tmp_path, content):
    damaged = tmp_path / "damaged.csv"
    damaged.write_bytes(content)
    with pytest.raises(tables.DataError, match=r"damaged\.csv"):
        data.load(damaged)


@pytest.mark.parametrize(
    ("column", "value"),
    [("time", 0), ("time", 1.5), ("amount", -1), ("amount", "much"), ("amount", 99_999),
     ("price", None), ("income", 0), ("home", "castle"), ("job", "pirate"), ("records", None),
     ("seniority", 10**400), ("status", "unknown")],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path, column, value):
    loans = pd.read_csv(data.CSV).astype(object)
    loans.loc[2, column] = value
    loans.to_csv(tmp_path / "wrong.csv", index=False)
    with pytest.raises(tables.DataError, match=f"loan 3: `{column}`"):
        data.load(tmp_path / "wrong.csv")


def test_missing_columns_are_named(tmp_path):
    pd.read_csv(data.CSV).drop(columns=["job", "time"]).to_csv(tmp_path / "narrow.csv", index=False)
    with pytest.raises(tables.DataError, match="`job`, `time`"):
        data.load(tmp_path / "narrow.csv")
