"""A load test measures a real service and says so when it is too slow."""

import json

import pandas as pd
import pytest

from recommender.operations import loadtest


def test_it_starts_a_service_measures_it_and_holds_it_to_a_limit(
    exported, tmp_path, monkeypatch, code
):
    monkeypatch.setenv("MODEL", str(exported / "model.onnx"))
    size = ["--users", 2, "--seconds", 3, "--rate", 60]
    result, said = code(loadtest.main, *size, "--p99", 0.001, "--reports", tmp_path)
    assert (result, "above 0.001 ms" in said) == (loadtest.FAILED, True)
    assert f" {tmp_path.name}/loadtest.md" in said  # and not where on this computer
    found = json.loads((tmp_path / "loadtest.json").read_text())
    assert found["failed"] == 0
    assert 0 < found["requests_per_second"] <= 70
    assert f"| p99 ms | {found['p99_ms']} |" in (tmp_path / "loadtest.md").read_text()


def test_a_service_without_a_model_is_explained(tmp_path, monkeypatch, code):
    monkeypatch.setenv("MODEL", str(tmp_path / "nowhere.onnx"))
    result, said = code(loadtest.main, "--reports", tmp_path)
    assert (result, "nowhere" in said) == (1, True)


@pytest.mark.parametrize(
    ("condition", "hint"), [("since == 1900", "No row"), ("since = 1", "no condition")]
)
def test_people_who_cannot_be_picked_are_explained(code, condition, hint):
    result, said = code(loadtest.main, "--rows", condition)
    assert (result, hint in said) == (1, True)


def test_people_are_picked_by_their_taste_and_their_years():
    late = loadtest.rows("since >= 2010 and fame < 0.3", 42)
    assert 0 < len(late) < 200
    assert late["since"].min() >= 2010


@pytest.mark.parametrize("flags", [["--users", 0], ["--users", 5000], ["--seconds", 9999]])
def test_what_would_be_an_attack_is_refused(code, flags):
    assert code(loadtest.main, *flags)[0] == 2


def test_refused_requests_count_as_failed_and_not_as_fast():
    seen = {"second": [0.1, 0.2, 0.3], "ms": [10.0, 20.0, 1.0], "ok": [True, True, False]}
    found = loadtest.summary(pd.DataFrame(seen), loadtest.Load(1, 1, 0.0))
    assert (found["failed"], found["requests_per_second"], found["p50_ms"]) == (1, 2.0, 15.0)
