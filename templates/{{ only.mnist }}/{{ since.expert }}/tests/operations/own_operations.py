"""What is this project's own in the tests of operations: who competes for the title."""

import numpy as np

from mnist import data, train
from mnist.params import Params

# The second is better than the first, the third is worse, the fourth has another test set.
CONTENDERS = [
    Params(42, "majority"),
    Params(42, "logistic_regression", {"C": 0.1}),
    Params(42, "logistic_regression", {"C": 0.00001}),
    Params(7, "majority"),
]


def fitted(settings):
    """Return a model that was trained on few digits."""
    sample = data.load(data.SAMPLE)
    few = sample.take(np.random.default_rng(1).permutation(len(sample))[:300])
    return train.fit(train.build(settings), few, few, settings.seed)
