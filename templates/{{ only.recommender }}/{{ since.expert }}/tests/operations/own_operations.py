"""What is this project's own in the tests of operations: who competes for the title."""

from recommender import data, train
from recommender.params import Params

# The second is better than the first, the third is worse, the fourth hides other films.
CONTENDERS = [
    Params(42, "popularity"),
    Params(42, "item_knn", {"neighbours": 20, "shrinkage": 5.0}),
    Params(42, "item_knn", {"neighbours": 1, "shrinkage": 0.0}),
    Params(7, "popularity"),
]


def fitted(settings):
    """Return a trained model."""
    lens = data.load()
    return train.estimator(settings).fit(data.matrix(lens.ratings, lens.shape))
