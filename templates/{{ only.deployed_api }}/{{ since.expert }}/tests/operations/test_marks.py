"""A mistake costs what `costs.yaml` says, and promotion counts that."""

from deployed_api import data
from deployed_api.operations import cases, promote
from deployed_api.service import engine


def test_marks_are_the_costs_of_the_mistakes_at_the_line_that_was_released(exported, monkeypatch):
    model = engine.load(exported / "model.onnx")
    loans = cases.test(42)
    bad = loans[data.TARGET] == 1
    chance = cases.answers(model, cases.records(loans))[:, 1]
    for line in (1 / 6, 0.5):
        monkeypatch.setitem(model.about.extra, "threshold", line)
        found = cases.marks(model, 42)
        assert set(found[bad]) == {0, -5} == set(found[bad & (chance < line)]) | {0}
        assert set(found[~bad]) == {0, -1} == set(found[~bad & (chance >= line)]) | {0}


def test_a_line_at_one_half_costs_more_though_it_is_right_more_often(exported, monkeypatch):
    model = engine.load(exported / "model.onnx")
    ours = cases.marks(model, 42)
    monkeypatch.setitem(model.about.extra, "threshold", 0.5)
    even = cases.marks(model, 42)
    assert (even == 0).sum() > (ours == 0).sum()
    assert promote.judge(even, ours, 42).gain > promote.MARGIN
