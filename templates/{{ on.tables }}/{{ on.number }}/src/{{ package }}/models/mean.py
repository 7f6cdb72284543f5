"""The lowest bar: give everybody the same answer."""

from sklearn.dummy import DummyRegressor


def build() -> DummyRegressor:
    """Return a model that looks at nothing: it answers with the mean of the training set."""
    return DummyRegressor(strategy="mean")
