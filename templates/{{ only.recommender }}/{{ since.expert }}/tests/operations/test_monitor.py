"""Other tastes than those of the training data are drift."""

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


def test_people_who_came_late_have_another_taste_and_the_exit_code_says_so(service, watch, unseen):
    service(unseen[unseen["since"] >= 2005])
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert "year" in found["drifted"]
    assert "Drifted: " in said
