"""Every feature says what it means, for one loan and for all of them."""

import math

import pandas as pd
import pytest

from deployed_api import data, features


@pytest.mark.parametrize(("income", "share"), [(100, 1.0), (200, 0.5), (50, 2.0)])
def test_the_burden_is_the_share_of_the_income_that_is_gone(income, share):
    assert features.burden(60, 40, income) == share


def test_half_the_price_financed_is_one_half(typical):
    assert features.row(typical | {"amount": 500, "price": 1000})["financed"] == 0.5


def test_what_is_missing_stays_missing_for_the_model_to_fill_in():
    asked = {"amount": 100, "price": 200, "time": 12, "expenses": 40, "seniority": 1}
    row = features.row(asked | {"records": "no"})
    assert all(math.isnan(row[name]) for name in ("log_burden", "log_assets", "log_debt"))
    assert (row["job"], row["home"], row["income"]) == ("unknown", "unknown", "not stated")


def test_a_home_that_the_file_ignores_is_unknown(typical):
    assert features.row(typical | {"home": "ignore"})["home"] == "unknown"


@pytest.mark.parametrize("column", data.WITHHELD)
def test_no_feature_looks_at_what_is_kept_from_the_model(column):
    assert column not in data.INPUTS
    loans = data.load()
    other = loans.assign(**{column: loans[column].to_numpy()[::-1]})
    pd.testing.assert_frame_equal(features.make(loans), features.make(other))
