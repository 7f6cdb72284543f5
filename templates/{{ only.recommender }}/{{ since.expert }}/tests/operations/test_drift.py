"""A drift of taste is found where there is one, and not where there is none."""

import json

import numpy as np
import pytest

from recommender.operations import bins, cases, drift, monitor
from recommender.service import engine, tastes

COLUMN = {"kind": "number", "missing": 0.0, "edges": [0.25, 0.5, 0.75], "shares": [0.25] * 4}


def moves(live, reference=None):
    before = np.random.default_rng(0).random(1000) if reference is None else reference
    return drift.compare({"x": bins.Bins(COLUMN)}, {"x": before}, {"x": live})[0]


def test_psi_is_what_the_formula_says_by_hand():
    by_hand = (0.9 - 0.5) * np.log(0.9 / 0.5) + (0.1 - 0.5) * np.log(0.1 / 0.5)
    assert drift.psi([0.5, 0.5], [0.9, 0.1]) == pytest.approx(by_hand)
    assert drift.psi([0.2, 0.8], [0.2, 0.8]) == 0
    assert np.isfinite(drift.psi([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]))


def test_the_same_distribution_does_not_drift_and_a_shifted_one_does():
    for seed in range(50):
        assert not moves(np.random.default_rng(100 + seed).random(500)).drifted
    assert moves(np.random.default_rng(1).random(500) * 0.5).drifted


def test_a_large_move_of_a_few_rows_and_a_tiny_one_of_many_are_no_drift():
    few = moves([0.1, 0.2, 0.3, 0.4, 0.45])
    assert few.psi > drift.PSI_LARGE
    assert not few.drifted
    rng = np.random.default_rng(2)
    many = moves(rng.random(200_000) ** 1.05, rng.random(200_000))
    assert many.chi_square < 1e-6
    assert not many.drifted


def test_the_reference_is_what_the_model_was_exported_with(exported):
    model = engine.load(exported / "model.onnx")
    found = cases.reference(model, 42)
    assert set(found) == {*tastes.NAMES, "novelty"}
    columns = monitor.columns(model)
    for name, column in columns.items():
        counts = np.bincount([column.place(v) for v in found[name]], minlength=len(column.labels))
        assert counts / counts.sum() == pytest.approx(column.shares, abs=0.01), name


@pytest.fixture
def watch(exported, log, tmp_path, code):
    """Return a function: run `monitor` on the log; get exit code, words and numbers."""

    def run(*flags):
        places = ["--log", log, "--reports", tmp_path, "--model", exported / "model.onnx"]
        result, said = code(monitor.main, *places, *flags)
        found = tmp_path / "drift.json"
        return result, said, json.loads(found.read_text()) if found.exists() else None

    return run


def test_people_like_those_of_the_training_data_are_no_drift(service, watch, people, tmp_path):
    service(people)
    result, said, found = watch()
    assert (result, found["drifted"], found["rows"]) == (0, [], len(people))
    assert "Nothing drifted" in said
    assert "<script" not in (tmp_path / "drift.html").read_text()


def test_people_who_came_late_have_another_taste_and_the_exit_code_says_so(service, watch, people):
    service(people[people["since"] >= 2005])
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert "year" in found["drifted"]
    assert "Drifted: " in said


def test_too_few_requests_are_no_verdict(service, watch, people):
    service(people.head(20))
    result, said, found = watch()
    assert (result, found) == (1, None)
    assert "20 requests" in said


def test_a_service_that_was_never_asked_is_explained(watch):
    result, said, _ = watch()
    assert (result, "uv run loadtest" in said) == (1, True)


def test_lines_that_were_damaged_are_skipped_and_counted(service, watch, log, people, tmp_path):
    service(people)
    whole = log.read_text().splitlines()
    entry = json.loads(whole[-1])
    lacking = {**entry, "asked": dict(list(entry["asked"].items())[1:])}
    words = {**entry, "asked": dict.fromkeys(entry["asked"], "much")}
    spoilt = [
        whole[-1][:-9],
        "7",
        "[]",
        "{}",
        *map(json.dumps, [lacking, words, entry | {"at": 5}]),
    ]
    log.write_text("\n".join([*whole, *spoilt]) + "\n", encoding="utf-8")
    with log.open("ab") as file:
        file.write(b"\xff\xfe\n")
    result, said, found = watch("--least", 100)
    assert (result, found["rows"], found["skipped"]) == (0, len(whole), len(spoilt) + 1)
    assert f"Skipped {len(spoilt) + 1} lines" in said
    assert (
        f"{len(spoilt) + 1} lines of the log are damaged" in (tmp_path / "drift.html").read_text()
    )
