"""What is this project's own in the tests of operations: who competes, who is a stranger."""

from recommender import data, train
from recommender.params import Params

# The second is better than the first, the third is worse, the fourth hides other films.
CONTENDERS = [
    Params(42, "popularity"),
    Params(42, "item_knn", {"neighbours": 20, "shrinkage": 5.0}),
    Params(42, "item_knn", {"neighbours": 1, "shrinkage": 0.0}),
    Params(7, "popularity"),
]
# What must have moved when strangers ask, and what must not.
MOVED, SAME = {"year"}, set()


def fitted(settings):
    """Return a trained model."""
    lens = data.load()
    return train.estimator(settings).fit(data.matrix(lens.ratings, lens.shape))


def strangers(unseen):
    """Return rows that are unlike the training data: people who came late."""
    return unseen[unseen["since"] >= 2005]
