"""What is this project's own in the tests of operations: who competes, who is a stranger."""

import numpy as np
import pandas as pd

from mnist import data, train
from mnist.params import Params

# The second is better than the first, the third is worse, the fourth has another test set.
CONTENDERS = [
    Params(42, "majority"),
    Params(42, "logistic_regression", {"C": 0.1}),
    Params(42, "logistic_regression", {"C": 0.00001}),
    Params(7, "majority"),
]
# What must have moved when strangers ask, and what must not.
MOVED, SAME = {"ink", "width"}, set()


def fitted(settings):
    """Return a model that was trained on few digits."""
    sample = data.load(data.SAMPLE)
    few = sample.take(np.random.default_rng(1).permutation(len(sample))[:300])
    return train.fit(train.build(settings), few, few, settings.seed)


def strangers(unseen):
    """Return rows that are unlike the training data: ones only."""
    return pd.concat([unseen[unseen["digit"] == 1]] * 3)
