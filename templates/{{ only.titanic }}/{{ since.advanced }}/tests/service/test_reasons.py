"""How a difference is shared out among its causes."""

import pytest

from titanic.service.reasons import shares

TYPICAL, ACTUAL = {"a": 0, "b": 0, "c": 0}, {"a": 1, "b": 1, "c": 1}
EACH = {"a": ["a"], "b": ["b"], "c": ["c"]}


def test_what_only_adds_up_is_shared_as_it_is():
    found = shares(EACH, TYPICAL, ACTUAL, lambda rows: [3 * r["a"] - 2 * r["b"] for r in rows])
    assert found == pytest.approx({"a": 3, "b": -2, "c": 0})


def test_what_works_only_together_is_shared_equally():
    found = shares(EACH, TYPICAL, ACTUAL, lambda rows: [r["a"] * r["b"] for r in rows])
    assert found == pytest.approx({"a": 0.5, "b": 0.5, "c": 0})


def test_fields_of_one_cause_change_together():
    found = shares(
        {"both": ["a", "b"]}, TYPICAL, ACTUAL, lambda rows: [r["a"] * r["b"] for r in rows]
    )
    assert found == pytest.approx({"both": 1})


def test_the_model_is_asked_once():
    calls = []
    shares(EACH, TYPICAL, ACTUAL, lambda rows: calls.append(len(rows)) or [0] * len(rows))
    assert calls == [8]


def test_too_many_causes_are_refused():
    with pytest.raises(ValueError, match="at most 8"):
        shares({str(n): [] for n in range(9)}, {}, {}, lambda rows: [0] * len(rows))
