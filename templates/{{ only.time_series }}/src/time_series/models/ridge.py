"""Add up a weighted sum of what is known about a day: linear regression, held back a little."""

from sklearn.linear_model import Ridge
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from ._base import Regression


def build(alpha: float = 1.0) -> Regression:
    """Return the untrained model; a larger `alpha` pulls all weights closer to zero.

    That keeps it from learning a holiday by heart that came once.
    """
    # A word becomes a row of zeros with a single one; an unknown word is all zeros.
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return Regression(Ridge(alpha), StandardScaler(), words)
