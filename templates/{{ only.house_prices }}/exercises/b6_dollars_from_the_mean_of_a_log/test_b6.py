"""Predictions of logarithms are turned into dollars that add up."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import cross_val_predict
from written import written

from house_prices import data, errors, features, models, train


def factor(price, predicted):
    own = written(errors, "smearing.py", "factor").factor
    found = own(pd.Series(np.asarray(price, float)), pd.Series(np.asarray(predicted, float)))
    assert found is not None, "`factor` returns nothing. Is a `return` missing?"
    assert np.ndim(found) == 0, "`factor` should return one number, not one for each house."
    return float(found)


def test_two_houses():
    found = factor([100_000, 400_000], [200_000, 200_000])
    assert found != pytest.approx(1), (
        "Half and double cancel in logarithms, in dollars they do not: 1.25. Take the mean of the"
        " ratios themselves."
    )
    assert found == pytest.approx(1.25), (
        f"Half and double of what was predicted make 1.25, not {found:.3f}. Divide the price by the"
        " prediction, then take the mean."
    )
    found = factor([100_000, 300_000], [200_000, 200_000])
    assert found == pytest.approx(1), (
        f"Of two houses one brings half of what was predicted, one half more: 1, not {found:.3f}."
    )


def test_houses_of_different_size_count_alike():
    found = factor([110_000, 900_000], [100_000, 1_000_000])
    assert found == pytest.approx(1), (
        f"One is 10 % above, one 10 % below, so the factor is 1, not {found:.3f}: take the mean of"
        " the ratios, not the ratio of the means."
    )


def test_prices_whose_factor_is_known():
    predicted = np.linspace(50_000, 500_000, 20_000)
    wide = np.exp(np.random.default_rng(0).normal(0, 0.5, len(predicted)))
    found = factor(predicted * wide, predicted)
    assert found == pytest.approx(np.exp(0.125), abs=0.02), (
        f"Where the logarithm is off by 0.5, the factor is about 1.13, not {found:.3f}."
    )


def test_the_ridge(answers):
    given = answers["factor"]
    assert type(given) in (int, float), "`factor` must be a number, without quotes."
    learn = data.split(data.load(), seed=42).train
    X, price, folds = features.make(learn), learn["price"], train.folds(42)
    right = factor(price, cross_val_predict(models.build("ridge"), X, price, cv=folds))
    seen = factor(price, train.fit(models.build("ridge"), learn).predict(X))
    assert given == pytest.approx(right, abs=0.0004) or given != pytest.approx(seen, abs=0.0002), (
        f"{given} comes from sales that the model has learned from. Ask it about sales new to it."
    )
    assert given == pytest.approx(right, abs=0.0004), f"The factor of the ridge is not {given}."
