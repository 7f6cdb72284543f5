"""Drift is measured against the people that the model learned from."""

import numpy as np
import pytest

from recommender.operations import cases, monitor
from recommender.service import engine, facts


def test_the_reference_is_what_the_model_was_exported_with(exported):
    model = engine.load(exported / "model.onnx")
    found = cases.reference(model, 42)
    assert set(found) == {*facts.NAMES, "novelty"}
    columns = monitor.columns(model)
    for name, column in columns.items():
        counts = np.bincount([column.place(v) for v in found[name]], minlength=len(column.labels))
        assert counts / counts.sum() == pytest.approx(column.shares, abs=0.01), name
