"""The classic: count how often each label uses each word. No weight knows of another."""

from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline, make_pipeline

from ._words import words


def build(alpha: float = 1.0) -> Pipeline:
    """Return the untrained model; alpha is added to all counts, for words not seen there yet."""
    return make_pipeline(words(), ComplementNB(alpha=alpha))
