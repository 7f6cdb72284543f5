"""What several tests need: the data, and one training run for all of them.

A fixture imports what trains: who runs one test of the data does not wait for scikit-learn.
"""

import pandas as pd
import pytest

from recommender import data
from recommender.params import Params


@pytest.fixture(scope="session")
def lens():
    """Read the ratings and the films."""
    return data.load()


@pytest.fixture(scope="session")
def result():
    """Train what the README describes, whatever params.yaml says by now."""
    from recommender import train

    options = {"neighbours": 20, "shrinkage": 5.0}
    return train.train(Params(seed=42, model="item_knn", options=options))


@pytest.fixture(scope="session")
def small(lens):
    """Return the 300 most rated films and the first 100 users: enough to try any model on."""
    top = lens.ratings["movieId"].value_counts().index[:300]
    few = lens.ratings[lens.ratings["movieId"].isin(top) & (lens.ratings["user"] < 100)]
    few = data.core(few)
    users = pd.factorize(few["userId"], sort=True)[0]
    films, ids = pd.factorize(few["movieId"], sort=True)
    listed = lens.films.set_index("movieId").loc[ids].reset_index()
    return data.MovieLens(few.assign(user=users, film=films), listed)
