"""The lowest bar: say of everybody what was true of most."""

from sklearn.dummy import DummyClassifier


def build() -> DummyClassifier:
    """Return a model that looks at nothing: its probability is the share of 1 in training."""
    return DummyClassifier(strategy="prior")  # "prior": the shares before anything is known
