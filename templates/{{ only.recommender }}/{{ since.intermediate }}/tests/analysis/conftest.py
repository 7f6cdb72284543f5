"""What is this project's own in the tests of tuning: a quick task, here and elsewhere."""

import sys

import pytest

from recommender import data
from recommender.analysis import objective

ON_FEW = """
import functools, pathlib, sys
from recommender import data
from recommender.analysis import tune
data.load = functools.partial(data.load, pathlib.Path(sys.argv.pop(1)))
tune.main(sys.argv[1:])
"""
load = data.load


@pytest.fixture(scope="module")
def task(small):
    """Return a quick task: few users and films, two rounds."""
    return objective.Task("item_knn", 42, small, (1, 2))


@pytest.fixture(scope="module")
def task_on_other_data(task):
    """Return the same task without the last rating."""
    fewer = task.lens._replace(ratings=task.lens.ratings.iloc[:-1])
    return objective.Task(task.model, task.seed, fewer, task.rounds)


@pytest.fixture
def little_data(monkeypatch, small):
    """Let the command read the small data."""
    monkeypatch.setattr(data, "load", lambda: small)


@pytest.fixture
def elsewhere(tmp_path, small):
    """Return a command that searches in a process of its own, and its task."""
    ratings = tmp_path / "few.csv"
    small.ratings[list(data.RANGES)].to_csv(ratings, index=False)
    task = objective.Task("item_knn", 42, load(ratings))
    return [sys.executable, "-c", ON_FEW, str(ratings)], task
