"""What is this project's own in the tests of operations: who competes, who is a stranger."""

from titanic import data, train
from titanic.params import Params

# The second is better than the first, the third is worse, the fourth has another test set.
CONTENDERS = [
    Params(42, "sex_rule"),
    Params(42, "logistic_regression", {"C": 1.0}),
    Params(42, "logistic_regression", {"C": 0.0001}),
    Params(7, "sex_rule"),
]
# What must have moved when strangers ask, and what must not.
MOVED, SAME = {"pclass", "fare"}, {"sex"}


def fitted(settings):
    """Return a trained model."""
    learn = data.split(data.load(), settings.seed).train
    return train.fit(train.estimator(settings), learn)


def strangers(unseen):
    """Return rows that are unlike the training data: first class only."""
    passengers = data.load()
    return passengers[passengers["pclass"] == 1]
