"""Train a network for some steps, each with a larger learning rate than the last."""

from collections.abc import Sequence

import keras
import numpy as np

from ..data import Digits
from ..network import Network, scaled


def losses(network: Network, train: Digits, rates: Sequence[float], seed: int) -> list[float]:
    """Return the loss of each step; the network itself stays as it was."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    net = network.make()
    net.compile(optimizer=keras.optimizers.AdamW(), loss="sparse_categorical_crossentropy")
    found = []
    for rate in rates:
        batch = train.take(rng.integers(len(train), size=network.batch_size))
        net.optimizer.learning_rate = rate
        net.reset_metrics()  # else the loss is a mean over all steps so far
        found.append(float(net.train_on_batch(scaled(batch.images), batch.labels)))
    return found
