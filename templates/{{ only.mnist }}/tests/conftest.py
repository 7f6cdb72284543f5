"""What several tests need: one short training run for all of them."""

import numpy as np
import pytest

from mnist import data, train
from mnist.params import Params

QUICK = Params(seed=42, model="cnn", options={"epochs": 3})  # enough to be good, not the best


def pytest_configure(config):
    """Keep the screen free of what Keras and NumPy have to say to each other."""
    config.addinivalue_line("filterwarnings", "ignore:__array__ implementation")


@pytest.fixture(scope="session")
def sample():
    """Return the 5,000 digits in the repo, whatever was downloaded."""
    return data.load(data.SAMPLE)


@pytest.fixture(scope="session")
def few(sample):
    """Return 300 digits, 30 of each."""
    where = [np.flatnonzero(sample.labels == digit)[:30] for digit in range(10)]
    return sample.take(np.concatenate(where))


@pytest.fixture(scope="session")
def result():
    """Train the network of the README for three epochs instead of twelve."""
    return train.train(QUICK, data.SAMPLE)
