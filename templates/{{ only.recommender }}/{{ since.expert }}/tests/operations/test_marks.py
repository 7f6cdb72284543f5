"""What promotion compares: how good the list is that each user would have seen."""

import numpy as np
import pytest

from recommender.operations import cases, promote
from recommender.service import engine


def test_the_marks_are_those_of_a_model_that_has_not_seen_the_hidden_films(exported, result):
    marks = cases.marks(engine.load(exported / "model.onnx"), 42)
    assert marks.mean() == pytest.approx(result.metrics["test_ndcg"], abs=1e-4)


def test_gains_are_no_right_and_wrong():
    marks = np.array([0.6, 0.0, 0.3, 1.0])
    assert promote.judge(marks, marks, 0).mcnemar is None
