"""A model is judged on digits that it cannot have learned from, or not at all."""

from dataclasses import replace

import numpy as np
import pytest

from mnist import data
from mnist.operations import cases
from mnist.service import engine


@pytest.fixture
def model(exported):
    return engine.load(exported / "model.onnx")


def test_a_model_that_learned_from_the_digits_here_is_judged(model):
    assert cases.marks(model, 42).mean() > 0.9


def test_a_model_that_learned_from_other_digits_is_refused(model, sample, monkeypatch):
    """For instance from all 70,000: they hold the test set of the 5,000."""
    monkeypatch.setattr(data, "load", lambda: sample.take(np.arange(1000, 5000)))
    with pytest.raises(data.DataError, match="learned from other digits"):
        cases.marks(model, 42)


def test_the_official_test_set_is_new_to_every_model(model, sample, monkeypatch):
    monkeypatch.setattr(data, "load", lambda: replace(sample, official=500))
    assert len(cases.marks(model, 42)) == 500
