"""How many replicas: measured on one, worked out for many."""

import json
import os
from contextlib import nullcontext

import pytest

from deployed_api.operations import capacity


def found(**changes):
    about = {"wanted_rate": 100, "requests_per_second": 100, "failed": 0, "p99_ms": 50}
    about |= {"users": 16, "p50_ms": 10, "mean_ms": 10}
    return about | changes


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        ({}, True),
        ({"p99_ms": 101}, False),
        ({"failed": 1}, False),
        ({"requests_per_second": 80}, False),
        ({"requests_per_second": 95}, True),
    ],
)
def test_a_step_is_met_if_all_came_in_time(changes, met):
    assert capacity.met(found(**changes), 100) == met


@pytest.mark.parametrize(
    ("changes", "starved"),
    [
        ({}, False),  # it asked as often as it should
        ({"requests_per_second": 80}, True),  # one user in twenty waits, the others are not let ask
        ({"requests_per_second": 80, "mean_ms": 180}, False),  # nearly all of them wait
        ({"requests_per_second": 80, "p99_ms": 101}, False),
        ({"requests_per_second": 80, "failed": 1}, False),
    ],
)
def test_a_load_generator_that_falls_behind_is_told_from_a_slow_service(changes, starved):
    assert capacity.starved(found(**changes), 200 if changes.get("mean_ms") else 100) == starved


def test_what_locust_could_not_ask_is_not_held_against_the_service(tmp_path, monkeypatch, code):
    steps = [
        found(wanted_rate=25, met=True, starved=False),
        found(wanted_rate=40, requests_per_second=30, met=False, starved=True),
    ]
    monkeypatch.setattr(capacity.loadtest, "service", lambda: nullcontext("nowhere"))
    monkeypatch.setattr(capacity, "climb", lambda *_: steps)
    result, said = code(capacity.main, "--reports", tmp_path, "--target", 100)
    assert (result, "at least 25 a second" in said, "Locust" in said) == (0, True, True)
    monkeypatch.setattr(capacity, "climb", lambda *_: steps[1:])
    result, said = code(capacity.main, "--reports", tmp_path)
    assert (result, "Not even" in said, "Locust" in said) == (1, False, True)


def test_the_steps_grow_and_end():
    assert list(capacity.steps(110)) == [25, 40, 64, 102]
    assert list(capacity.steps(10)) == []


@pytest.mark.parametrize(
    ("best", "target", "number"), [(100, 500, 8), (100, 10, 2), (100, 70, 2), (100, 141, 3)]
)
def test_replicas_are_not_used_to_the_full_and_one_may_go(best, target, number):
    assert capacity.replicas(best, target) == number


def test_it_measures_a_real_service(exported, tmp_path, monkeypatch, code):
    monkeypatch.setenv("MODEL", str(exported / "model.onnx"))
    size = ["--most", 25, "--seconds", 3, "--users", 4, "--target", 100, "--p99", 100_000]
    result, said = code(capacity.main, *size, "--reports", tmp_path)
    assert result in (0, capacity.MISSED), said
    report = json.loads((tmp_path / "capacity.json").read_text())
    assert [step["wanted_rate"] for step in report["steps"]] == [25]
    if report["best"]:  # a machine that cannot do 25 a second is not this test's business
        assert (result, report["replicas"]) == (0, 6)
        assert "6 replicas" in said


def test_a_budget_that_is_missed_is_told_by_the_exit_code(exported, tmp_path, monkeypatch, code):
    monkeypatch.setenv("MODEL", str(exported / "model.onnx"))
    size = ["--most", 25, "--seconds", 1, "--users", 4, "--p99", 0.001]
    result, said = code(capacity.main, *size, "--reports", tmp_path)
    assert (result, "Not even" in said) == (capacity.MISSED, True)


@pytest.mark.parametrize(
    ("flag", "value", "reason"),
    [
        ("--most", "10", "from 25"),
        ("--users", "0", "from 1 to 200"),
        ("--users", "2.5", "invalid"),
        ("--seconds", "301", "from 1 to 300"),
        ("--target", "nan", "from 1"),
        ("--p99", "-1", "from 0.001"),
    ],
)
def test_what_makes_no_sense_is_explained_before_anything_is_started(code, flag, value, reason):
    result, said = code(capacity.main, f"{flag}={value}")
    assert (result, reason in said) == (2, True), said


def test_a_report_that_cannot_be_written_is_explained(tmp_path, monkeypatch, code):
    met = found(met=True, starved=False)
    monkeypatch.setattr(capacity, "climb", lambda *_: [met])
    monkeypatch.setattr(capacity.loadtest, "service", lambda: nullcontext("nowhere"))
    (tmp_path / "file").write_text("in the way")
    result, said = code(capacity.main, "--reports", tmp_path / "file")
    assert (result, "file" in said) == (1, True)


def test_the_tester_needs_no_key(monkeypatch):
    monkeypatch.setenv("API_KEYS", "alice:...")
    with capacity.unlimited():
        assert os.environ["API_KEYS"] == ""
    assert os.environ["API_KEYS"] == "alice:..."
