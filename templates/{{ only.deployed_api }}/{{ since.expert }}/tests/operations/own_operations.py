"""What is this project's own in the tests of operations: who competes, who is a stranger."""

import os

from deployed_api import data, train
from deployed_api.params import Params

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""

# The second is better than the first, the third is worse, the fourth has another test set.
CONTENDERS = [
    Params(42, "records_rule"),
    Params(42, "logistic_regression", {"C": 1.0}),
    Params(42, "logistic_regression", {"C": 0.00001}),
    Params(7, "records_rule"),
]
# What must have moved when strangers ask, and what must not.
MOVED, SAME = {"records", "probability"}, {"time"}


def fitted(settings):
    """Return a trained model."""
    learn = data.split(data.load(), settings.seed).train
    return train.fit(train.estimator(settings), learn)


def strangers(unseen):
    """Return rows that are unlike the training data: people with bad records only."""
    loans = data.load()
    return loans[loans["records"] == "yes"]
