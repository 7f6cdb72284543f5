"""Give each word a weight for each label; the label with the largest sum wins."""

from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from ._words import words


def build(C: float = 0.3, pairs: bool = False) -> Pipeline:
    """Return the untrained model; a smaller C keeps the weights of all words small.

    The words are counted inside the pipeline, so in cross-validation those of the texts that are
    kept aside are not known. "balanced": a text of a small shelf counts more, so that all shelves
    are of the same importance, as in macro-F1.
    """
    return make_pipeline(words(pairs), LinearSVC(C=C, class_weight="balanced"))
