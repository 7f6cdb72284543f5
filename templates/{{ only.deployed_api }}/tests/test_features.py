"""Every feature says what it means, for one loan and for all of them."""

import math

import pandas as pd
import pytest

from deployed_api import data, features


def test_the_instalment_spreads_the_loan_over_the_months():
    assert features.instalment(1200, 24) == 50


@pytest.mark.parametrize(("income", "share"), [(100, 1.0), (200, 0.5), (50, 2.0)])
def test_the_burden_is_the_share_of_the_income_that_is_gone(income, share):
    assert math.exp(features.log_burden(60, 40, income)) == pytest.approx(share)


def test_half_the_price_financed_is_one_half(loan):
    assert features.row(loan | {"amount": 500, "price": 1000})["financed"] == 0.5


def test_what_is_missing_stays_missing_for_the_model_to_fill_in():
    asked = {"amount": 100, "price": 200, "time": 12, "expenses": 40, "seniority": 1}
    row = features.row(asked | {"records": "no"})
    assert all(math.isnan(row[name]) for name in ("log_burden", "log_assets", "log_debt"))
    assert (row["job"], row["home"], row["income"]) == ("unknown", "unknown", "not stated")


def test_a_home_that_the_file_ignores_is_unknown(loan):
    assert features.row(loan | {"home": "ignore"})["home"] == "unknown"


def test_the_table_says_of_each_loan_what_the_row_says():
    loans = data.load().sample(50, random_state=0)
    table = features.make(loans)
    rows = [features.row(loan) for loan in loans.to_dict("records")]
    pd.testing.assert_frame_equal(table, pd.DataFrame(rows, index=loans.index))
    assert list(table.columns) == features.NUMERIC + features.CATEGORICAL


@pytest.mark.parametrize("column", [data.TARGET, *data.WITHHELD])
def test_no_feature_looks_at_the_answer_or_at_what_is_kept_from_the_model(column):
    loans = data.load()
    other = loans.assign(**{column: loans[column].to_numpy()[::-1]})
    pd.testing.assert_frame_equal(features.make(loans), features.make(other))
