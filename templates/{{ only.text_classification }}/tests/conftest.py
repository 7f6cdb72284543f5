"""What several tests need: one training run for all of them."""

import pytest

from text_classification import data, train
from text_classification.params import Params


@pytest.fixture(scope="session")
def texts():
    """Return all texts."""
    return data.load()


@pytest.fixture(scope="session")
def result(texts):
    """Train what the README describes, whatever params.yaml says by now."""
    return train.train(Params(42, "linear_svm", {"C": 0.3}), texts)


@pytest.fixture(scope="session")
def saved(tmp_path_factory, result):
    """Save the model and the reports once; return the folder."""
    folder = tmp_path_factory.mktemp("saved")
    train.save(result, folder)
    return folder
