"""The fuller service decides by costs, gives reasons, works in the background, and keeps a log."""

import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from deployed_api import app, data
from deployed_api.analysis.costs import Costs
from deployed_api.api import contract, logs, service, why
from deployed_api.api.jobs import FullError, Jobs

RISKY = {"records": "yes", "job": "partime", "income": None}


@pytest.fixture(scope="module")
def running(saved):
    """Return a service with a model, its worker at work."""
    made = service.create_service(saved / "models" / "model.skops", Costs(1, 5))
    with TestClient(made) as client:  # "with" starts and stops the worker
        yield client


def test_a_safe_loan_is_accepted_and_a_risky_one_refused(running, loan, chance):
    safe = running.post("/predict", json=loan).json()
    risky = running.post("/predict", json=loan | RISKY).json()
    assert (safe["decision"], risky["decision"]) == ("accept", "refuse")
    assert safe["probability"] == pytest.approx(chance(), abs=0.0001)
    assert safe["threshold"] == pytest.approx(1 / 6, abs=0.0001)


@pytest.mark.parametrize("costs", [Costs(1, 1000), Costs(1000, 1)])
def test_the_costs_decide(saved, loan, costs):
    client = TestClient(service.create_service(saved / "models" / "model.skops", costs))
    decision = client.post("/predict", json=loan).json()["decision"]
    assert decision == ("refuse" if costs.bad_accepted > costs.good_refused else "accept")


def test_each_reason_is_an_answer_that_can_be_checked(running, loan, chance):
    answer = running.post("/predict", json=loan | RISKY).json()
    reasons = {reason["cause"]: reason for reason in answer["reasons"]}
    without = chance(**RISKY | {"records": "no"})
    expected = answer["probability"] - without
    assert reasons["records"]["points"] == pytest.approx(expected, abs=0.001)
    assert f"{without:.0%}" in reasons["records"]["text"]
    assert reasons["records"]["text"].startswith("Speaks against it")


def test_reasons_come_with_the_strongest_first_and_without_trifles(running, loan):
    points = [abs(r["points"]) for r in running.post("/predict", json=loan).json()["reasons"]]
    assert points == sorted(points, reverse=True)
    assert all(point >= why.TRIFLE for point in points)


def test_the_usual_loan_has_nothing_to_explain(result):
    usual = why.typical(data.load())
    assert why.pushes(result.model, usual, usual)[1] == []


def test_every_input_is_part_of_one_cause():
    named = [name for names in contract.CAUSES.values() for name in names]
    assert sorted(named) == sorted(data.INPUTS)


def test_a_batch_keeps_the_order_and_says_what_single_questions_say(running, loan):
    asked = [loan | RISKY, loan, loan | {"amount": 100}]
    answers = running.post("/predict/batch", json={"items": asked}).json()["answers"]
    single = [running.post("/predict", json=each).json()["probability"] for each in asked]
    assert [each["probability"] for each in answers] == pytest.approx(single)


def test_a_mistake_in_a_batch_is_told_by_its_place(running, loan):
    refused = running.post("/predict/batch", json={"items": [loan, loan | {"time": 0}]})
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["items.1.time"]


def test_a_batch_has_limits(running, loan):
    for size in (0, contract.MAX_BATCH + 1):
        assert running.post("/predict/batch", json={"items": [loan] * size}).status_code == 422


def test_a_job_is_taken_at_once_and_answered_later(running, loan):
    taken = running.post("/jobs", json={"items": [loan, loan | RISKY]})
    assert taken.status_code == 202
    place = taken.headers["location"]
    assert place == f"/jobs/{taken.json()['id']}"
    while (state := running.get(place).json())["status"] in ("waiting", "running"):
        threading.Event().wait(0.1)
    assert [each["decision"] for each in state["answers"]] == ["accept", "refuse"]


def test_a_job_that_never_was_is_not_found(running):
    assert running.get(f"/jobs/{uuid4()}").status_code == 404


def test_a_full_queue_is_said_with_when_to_come_back(saved, loan):
    made = service.create_service(saved / "models" / "model.skops", Costs(1, 5))
    client = TestClient(made)  # without "with" nobody works, so the queue fills up
    codes = [client.post("/jobs", json={"items": [loan]}) for _ in range(service.WAITING + 1)]
    assert [each.status_code for each in codes] == [202] * service.WAITING + [503]
    assert int(codes[-1].headers["retry-after"]) > 0


def test_the_worker_survives_a_job_that_fails():
    jobs = Jobs(lambda number: 1 / number, waiting=5, kept=5)
    failed, fine = jobs.put(0), jobs.put(2)
    jobs.start()
    while fine.status != "done":
        threading.Event().wait(0.01)
    jobs.stop()
    assert (failed.status, failed.answer) == ("failed", None)
    assert fine.answer == 0.5


def test_old_results_are_forgotten_and_waiting_jobs_are_not():
    jobs = Jobs(lambda number: number, waiting=3, kept=1)
    first, second, third = (jobs.put(number) for number in range(3))
    with pytest.raises(FullError):
        jobs.put(3)
    jobs.start()
    while third.status != "done":
        threading.Event().wait(0.01)
    last = jobs.put(4)
    jobs.stop()
    assert jobs.get(first.id) is None
    assert jobs.get(second.id) is None
    assert jobs.get(third.id) is third
    assert jobs.get(last.id) is last


@pytest.mark.parametrize("given", ["mine-1", None, "two\twords", "x" * 65])
def test_every_answer_has_an_id_and_a_sound_one_is_kept(running, given):
    headers = {"X-Request-ID": given} if given else {}
    answered = running.get("/health", headers=headers).headers["x-request-id"]
    assert (answered == given) == (given == "mine-1")
    assert logs.ALLOWED.fullmatch(answered)


def test_the_log_is_one_line_of_json_for_each_request_without_what_was_asked(running, loan, caplog):
    with caplog.at_level(logging.INFO, logger="deployed_api.api.logs"):
        running.post("/predict?secret=1", json=loan, headers={"X-Request-ID": "mine-2"})
    (record,) = caplog.records
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["method"], line["path"], line["status"]) == ("POST", "/predict", 200)
    assert line["ms"] > 0
    assert set(line) == {"time", "level", "message", *logs.FIELDS}


def test_an_error_of_ours_is_a_500_that_names_the_request(saved, loan, monkeypatch, caplog):
    client = TestClient(service.create_service(saved / "models" / "model.skops", Costs(1, 5)))
    monkeypatch.setattr(why, "pushes", lambda *_: 1 / 0)
    answer = client.post("/predict", json=loan, headers={"X-Request-ID": "mine-3"})
    assert answer.status_code == 500
    assert "mine-3" in answer.json()["detail"]
    assert "ZeroDivisionError" not in answer.text
    assert any(record.exc_info for record in caplog.records)


def test_without_a_model_it_lives_and_says_so(tmp_path, loan):
    client = TestClient(service.create_service(tmp_path / "none.skops", Costs(1, 5)))
    assert client.get("/health").json()["model"] == "missing"
    assert client.post("/predict", json=loan).status_code == 503
    assert client.post("/jobs", json={"items": [loan]}).status_code == 503


def test_the_page_is_that_of_app_with_reasons(running):
    assert running.get("/").text == app.PAGE.read_text(encoding="utf-8")
    assert "reasons" in running.get("/page.js").text


def test_costs_that_make_no_sense_stop_it_from_starting(tmp_path):
    (tmp_path / "costs.yaml").write_text("good_refused: -1\nbad_accepted: 5")
    with pytest.raises(SystemExit, match="above 0"):
        service.main(["--costs", str(tmp_path / "costs.yaml")])


def test_a_port_that_is_taken_is_explained():
    with socket.create_server((app.HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken"):
            service.main(["--port", str(port)])


def test_it_serves_logs_and_ends_when_asked(saved):
    model = saved / "models" / "model.skops"
    command = [
        sys.executable,
        "-m",
        "deployed_api.api.service",
        "--port",
        "0",
        "--model",
        str(model),
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        address = json.loads(server.stderr.readline())["message"].removeprefix("open ")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{address}/health", timeout=600) as answer:
            name = answer.headers["x-request-id"]
        line = json.loads(server.stderr.readline())
        assert (line["path"], line["status"], line["request_id"]) == ("/health", 200, name)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=600) in (0, -signal.SIGTERM)
    finally:
        server.kill()
        server.stderr.close()
