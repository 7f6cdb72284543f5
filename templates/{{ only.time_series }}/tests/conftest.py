"""What several tests need: the series, and one training run for all of them."""

import pytest

from time_series import data, train
from time_series.params import Params

README = Params(42, "ridge", {"alpha": 1.0})  # what it describes, whatever params.yaml says by now


@pytest.fixture(scope="session")
def rides():
    """Return the whole series."""
    return data.load()


@pytest.fixture(scope="session")
def result():
    """Train what the README describes."""
    return train.train(README)


@pytest.fixture(scope="session")
def saved(tmp_path_factory, result):
    """Save the model and the reports once; return the folder."""
    folder = tmp_path_factory.mktemp("saved")
    train.save(result, folder)
    return folder
