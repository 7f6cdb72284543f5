"""Drift is found where there is some, and not where there is none."""

import json

import numpy as np
import pytest

from deployed_api import data, params
from deployed_api.errors import UserError
from deployed_api.operations import bins, cases, drift, monitor, requestlog
from deployed_api.tracking import profiles

COLUMN = {"kind": "number", "missing": 0.0, "edges": [0.25, 0.5, 0.75], "shares": [0.25] * 4}


def moves(live, reference=None):
    rng = np.random.default_rng(0)
    before = rng.random(1000) if reference is None else reference
    return drift.compare({"x": bins.Bins(COLUMN)}, {"x": before}, {"x": live})[0]


def test_equal_shares_have_no_distance():
    assert drift.psi([0.2, 0.8], [0.2, 0.8]) == 0


def test_psi_is_what_the_formula_says_by_hand():
    by_hand = (0.9 - 0.5) * np.log(0.9 / 0.5) + (0.1 - 0.5) * np.log(0.1 / 0.5)
    assert drift.psi([0.5, 0.5], [0.9, 0.1]) == pytest.approx(by_hand)
    assert drift.psi([0.9, 0.1], [0.5, 0.5]) == pytest.approx(by_hand)


def test_an_empty_bin_does_not_make_it_infinite():
    assert np.isfinite(drift.psi([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]))


def test_the_same_distribution_does_not_drift():
    for seed in range(50):
        assert not moves(np.random.default_rng(100 + seed).random(500)).drifted


def test_a_shifted_distribution_drifts():
    assert moves(np.random.default_rng(1).random(500) * 0.5).drifted


def test_missing_values_drift_though_the_known_ones_do_not():
    live = np.random.default_rng(1).random(500)
    live[::2] = np.nan
    assert moves(live).drifted


def test_a_large_move_of_a_few_rows_may_be_luck():
    move = moves([0.1, 0.2, 0.3, 0.4, 0.45])
    assert move.psi > drift.PSI_LARGE
    assert not move.drifted


def test_a_tiny_move_of_very_many_rows_is_no_drift():
    rng = np.random.default_rng(2)
    move = moves(rng.random(200_000) ** 1.05, rng.random(200_000))
    assert move.chi_square < 1e-6
    assert not move.drifted


def test_both_halves_of_the_training_data_agree():
    learn = data.split(data.load(), 42).train
    known = bins.of(profiles.profile(learn))
    tables = [cases.records(learn.sample(frac=1, random_state=0)[half::2]) for half in (0, 1)]
    halves = [{name: [row[name] for row in rows] for name in known} for rows in tables]
    assert not any(move.drifted for move in drift.compare(known, *halves))


@pytest.fixture
def watch(exported, log, tmp_path, code):
    """Return a function: run `monitor` on the log; get exit code, words and numbers."""

    def run(*flags):
        places = ["--log", log, "--reports", tmp_path, "--model", exported / "model.onnx"]
        result, said = code(monitor.main, *places, *flags)
        found = tmp_path / "drift.json"
        return result, said, json.loads(found.read_text()) if found.exists() else None

    return run


def test_requests_like_the_training_data_are_no_drift(service, watch, unseen, tmp_path):
    some = unseen.head(requestlog.WAITING)  # more at once would be dropped
    service(some)
    result, said, found = watch()
    assert (result, found["drifted"], found["rows"]) == (0, [], len(some))
    assert "Nothing drifted" in said
    assert "<script" not in (tmp_path / "drift.html").read_text()


def test_people_with_bad_records_only_are_drift_and_the_exit_code_says_so(service, watch, tmp_path):
    loans = data.load()
    service(loans[loans["records"] == "yes"])
    result, said, found = watch()
    assert result == monitor.DRIFTED
    assert {"records", "probability"} <= set(found["drifted"])
    assert "time" not in found["drifted"]
    page = (tmp_path / "drift.html").read_text()
    assert "records" in page and "http" not in page.replace("http-equiv", "")


def test_too_few_requests_are_no_verdict(service, watch, unseen):
    service(unseen.head(20))
    result, said, found = watch()
    assert (result, found) == (1, None)
    assert "20 requests" in said


def test_a_service_that_was_never_asked_is_explained(watch):
    result, said, _ = watch()
    assert (result, "uv run loadtest" in said) == (1, True)


def test_only_the_newest_requests_count(service, watch, unseen):
    service(unseen)
    assert watch("--last", 50, "--least", 50)[2]["rows"] == 50


def test_lines_that_were_damaged_are_skipped_and_counted(service, watch, log, unseen, tmp_path):
    service(unseen.head(requestlog.WAITING))
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


def test_the_reference_is_that_of_the_model_and_not_of_a_seed_edited_since(watch, log, monkeypatch):
    asked = []

    def reference(_, seed):
        asked.append(seed)
        raise UserError("enough")

    monkeypatch.setattr(params, "load", lambda *_: params.Params(7, "any"))
    monkeypatch.setattr(monitor, "window", lambda *_: None)
    monkeypatch.setattr(cases, "reference", reference)
    assert watch()[1].endswith("enough")
    assert asked == [42]
