"""What several tests need: one training run for all of them."""

import pandas as pd
import pytest

from titanic import predict, train
from titanic import tables as reader
from titanic.params import Params


@pytest.fixture(scope="session")
def tables():
    """Return the module that reads tables, for tests that every project with tables has."""
    return reader


@pytest.fixture(scope="session")
def result():
    """Train what the README describes, whatever params.yaml says by now."""
    return train.train(Params(seed=42, model="logistic_regression", options={"C": 1.0}))


@pytest.fixture
def chance(result):
    """Return a function: describe somebody, get the probability of survival."""

    def ask(**facts):
        somebody = {"pclass": 2, "name": "Doe, Mrs. Jane", "sex": "female", "age": 30.0}
        somebody |= {"sibsp": 0, "parch": 0, "fare": 20.0, "embarked": "S"} | facts
        return predict.predict(result.model, pd.DataFrame([somebody]))["probability"].iloc[0]

    return ask
