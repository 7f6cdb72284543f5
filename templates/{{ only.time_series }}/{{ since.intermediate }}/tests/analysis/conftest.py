"""What is this project's own in the tests of tuning: a quick task, here and elsewhere."""

import sys

import pytest

from time_series import data, evaluate
from time_series.analysis import objective

ON_LITTLE = """
import sys
from time_series import data, evaluate
from time_series.analysis import tune
rides = data.load().iloc[-1500:]
data.load = lambda: rides
evaluate.ORIGINS = 4
tune.main(sys.argv[1:])
"""


@pytest.fixture(scope="session")
def few(rides):
    """Return the last four years."""
    return rides.iloc[-1500:]


@pytest.fixture(scope="module")
def task(few):
    """Return a quick task: two origins."""
    return objective.Task("ridge", 42, few, [1250, 1300])


@pytest.fixture(scope="module")
def task_on_other_data(task, few):
    """Return the same task without the last day."""
    return objective.Task(task.model, task.seed, few.iloc[:-1], task.cuts)


@pytest.fixture
def little_data(monkeypatch, few):
    """Let the command read the last years alone, and use a few origins."""
    monkeypatch.setattr(data, "load", lambda: few)
    monkeypatch.setattr(objective.evaluate, "ORIGINS", 4)


@pytest.fixture
def elsewhere(few, little_data):
    """Return a command that searches in a process of its own, and its task."""
    cuts = evaluate.origins(len(few), skip=evaluate.ORIGINS)[::2]
    return [sys.executable, "-c", ON_LITTLE], objective.Task("ets", 42, few, cuts)
