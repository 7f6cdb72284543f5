"""Turn the features into the plain numbers that a model computes with. Not a model itself."""

from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .. import features


def prepare(*more: tuple[BaseEstimator, list[str]], scale: bool = False) -> ColumnTransformer:
    """Fill in missing numbers and turn words into zeros and ones; `more` adds steps.

    Trees only ask "more or less than?", so they need no common scale; sums of points do.
    """
    median = SimpleImputer(strategy="median")
    numbers = make_pipeline(median, StandardScaler()) if scale else median
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_column_transformer(
        (numbers, features.NUMERIC),
        (words, features.CATEGORICAL),
        *more,
        verbose_feature_names_out=False,
    )
