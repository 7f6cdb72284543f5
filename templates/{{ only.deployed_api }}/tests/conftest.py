"""What several tests need: one training run for all of them, and a typical loan."""

import pandas as pd
import pytest

from deployed_api import predict, train
from deployed_api import tables as reader
from deployed_api.params import Params


@pytest.fixture(scope="session")
def tables():
    """Return the module that reads tables, for tests that every project with tables has."""
    return reader


@pytest.fixture(scope="session")
def result():
    """Train what the README describes, whatever params.yaml says by now."""
    return train.train(Params(seed=42, model="logistic_regression", options={"C": 1.0}))


@pytest.fixture(scope="session")
def saved(tmp_path_factory, result):
    """Save the model and the reports once; return the folder."""
    folder = tmp_path_factory.mktemp("saved")
    train.save(result, folder)
    return folder


@pytest.fixture
def loan():
    """Describe an ordinary loan."""
    return {
        "amount": 1000,
        "price": 1500,
        "time": 48,
        "income": 140,
        "expenses": 50,
        "assets": 3000,
        "debt": 0,
        "seniority": 5,
        "job": "fixed",
        "home": "owner",
        "records": "no",
    }


@pytest.fixture
def chance(result, loan):
    """Return a function: change the loan, get the probability that it goes bad."""

    def ask(**facts):
        loans = pd.DataFrame([loan | facts])
        return predict.predict(result.model, loans)["probability"].iloc[0]

    return ask
