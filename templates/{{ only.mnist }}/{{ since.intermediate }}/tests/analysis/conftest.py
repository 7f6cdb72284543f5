"""What is this project's own in the tests of tuning: a quick task, here and elsewhere."""

import sys

import pytest

from mnist import data
from mnist.analysis import objective, tune


@pytest.fixture(scope="module")
def task(few):
    """Return a quick task: 300 digits."""
    return objective.Task("logistic_regression", 42, *data.hold_out(few, 0.125, 42))


@pytest.fixture(scope="module")
def task_on_other_data(task):
    """Return the same task with the two sets in each other's place."""
    return objective.Task(task.model, task.seed, task.validation, task.train)


@pytest.fixture
def little_data(monkeypatch, few):
    """Let the command see 300 digits."""
    monkeypatch.setattr(data, "load", lambda: few)


@pytest.fixture(scope="module")
def elsewhere():
    """Return a command that searches in a process of its own, and its task."""
    parts = data.split(data.load(), 42)[:2]
    task = objective.Task("logistic_regression", 42, *parts, {"C": 0.1})
    return [sys.executable, "-m", tune.__name__], task
