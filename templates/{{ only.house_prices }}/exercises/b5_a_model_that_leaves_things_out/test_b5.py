"""A lasso of the learner's own: in logarithms, with all features, and mostly zero."""

import numpy as np
import pytest
import skops.io
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import Lasso
from written import written

from house_prices import data, errors, features, predict, train


@pytest.fixture(scope="module")
def learn():
    return data.split(data.load(), seed=42).train


def build(**options):
    return written(errors, "models/my_lasso.py", "build").build(**options)


def inside(model):
    """Return the pipeline that learns logarithms."""
    assert isinstance(model, TransformedTargetRegressor), (
        "It should learn the logarithm of the price: put `in_logs(...)` around the pipeline."
    )
    return getattr(model, "regressor_", model.regressor)


def test_it_is_a_lasso_with_an_option():
    last = inside(build())[-1]
    assert isinstance(last, Lasso), f"Its last step is a {type(last).__name__}, no `Lasso`."
    assert last.alpha == 0.002, f"`build()` should set alpha to 0.002; it is {last.alpha:g}."
    other = inside(build(alpha=0.5))[-1].alpha
    assert other == 0.5, f"`build(alpha=0.5)` makes a lasso with alpha {other:g}."


def test_it_sees_all_features(learn):
    model = inside(train.fit(build(), learn))
    names = set(model[:-1].get_feature_names_out())
    missing = set(features.NUMERIC) - names
    assert not missing, f"It does not see `{min(missing, default='')}`."
    words = {name for name in features.CATEGORICAL if not any(name in seen for seen in names)}
    assert not words, f"It does not see `{min(words, default='')}`."


def test_its_numbers_have_one_scale(learn):
    seen = inside(train.fit(build(), learn))[:-1].transform(features.make(learn))
    table = seen.toarray() if hasattr(seen, "toarray") else np.asarray(seen)
    assert np.allclose(table[:, : len(features.NUMERIC)].std(axis=0), 1, atol=0.05), (
        "Its numbers have different scales, so the lasso throws out what is counted in large units."
    )


def test_it_can_be_saved_and_opened(learn, tmp_path):
    model = train.fit(build(), learn.head(200))
    skops.io.dump(model, tmp_path / "model.skops")
    again = predict.load_model(tmp_path / "model.skops")
    assert np.allclose(predict.predict(again, learn), predict.predict(model, learn))


def test_what_is_left(answers, learn):
    given = answers["not_zero"]
    assert type(given) is int, "`not_zero` must be a whole number, without quotes."
    coefficients = inside(train.fit(build(), learn))[-1].coef_
    zero = int((coefficients == 0).sum())
    assert abs(given - zero) > 1, f"{given} are zero. How many are not?"
    assert abs(given - (len(coefficients) - zero)) <= 1, (
        f"`not_zero` is not {given}. Count the coefficients of all features, not the bars of the"
        " picture, which shows the largest ones only."
    )
