"""Add up points for and against, then turn the sum into a probability."""

from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .. import features


def build(C: float = 1.0) -> Pipeline:
    """Return the untrained model; a smaller C pulls all points closer to zero.

    Everything that is learned from data happens inside the pipeline (the median, the mean), so
    that in cross-validation it never sees the rows it is tested on.
    """
    # A missing number becomes the median; then every number is put on the same scale.
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    # A word becomes a row of zeros with a single one; an unknown word is all zeros.
    words = OneHotEncoder(handle_unknown="ignore")
    prepare = make_column_transformer(
        (numbers, features.NUMERIC),
        (words, features.CATEGORICAL),
        verbose_feature_names_out=False,
    )
    return make_pipeline(prepare, LogisticRegression(C=C, max_iter=1000))  # steps until it rests
