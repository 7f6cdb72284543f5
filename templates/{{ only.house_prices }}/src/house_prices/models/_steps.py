"""What several models are made of. Not a model itself."""

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .. import features


def numbers() -> Pipeline:
    """Return the steps for numbers: one scale for all, and what is missing from similar houses.

    "Similar" is judged by what is known. The median would give a palace a typical garage.
    """
    return make_pipeline(StandardScaler(), KNNImputer(n_neighbors=10))


def words() -> Pipeline:
    """Return the steps for words: each becomes a row of zeros with a single one.

    A missing word becomes the most frequent one; a word that was never seen is all zeros.
    """
    frequent = SimpleImputer(missing_values=features.UNKNOWN, strategy="most_frequent")
    return make_pipeline(frequent, OneHotEncoder(handle_unknown="ignore", sparse_output=False))


def prepare() -> BaseEstimator:
    """Return the steps for all features; what they learn, they learn from the training rows."""
    return make_column_transformer(
        (numbers(), features.NUMERIC),
        (words(), features.CATEGORICAL),
        verbose_feature_names_out=False,
    )


def in_logs(regressor: BaseEstimator) -> TransformedTargetRegressor:
    """Let a model learn the logarithm of the price, and answer in dollars.

    So it is equally bad to be 10 % off for a cheap house and for a dear one, and what a house has
    changes the price by per cent instead of by dollars.
    """
    return TransformedTargetRegressor(regressor, func=np.log, inverse_func=np.exp)
