"""Work that nobody waits for is taken at once, answered later, and refused when it is too much."""

import threading
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from own_rows import TYPICAL as LOAN

from deployed_api.service import serve
from deployed_api.service.routers.jobs import MOST, WAITING, FullError, Jobs

RISKY = {"records": "yes", "job": "partime", "income": None}


def test_a_job_is_taken_at_once_and_answered_later(client):
    taken = client.post("/jobs", json={"items": [LOAN, LOAN | RISKY]})
    assert taken.status_code == 202
    place = taken.headers["location"]
    assert place == f"/jobs/{taken.json()['id']}"
    while (state := client.get(place).json())["status"] in ("waiting", "running"):
        threading.Event().wait(0.1)
    assert [each["decision"] for each in state["answers"]] == ["accept", "refuse"]


def test_a_job_that_never_was_is_not_found(client):
    assert client.get(f"/jobs/{uuid4()}").status_code == 404


def test_a_job_has_limits(client):
    assert client.post("/jobs", json={"items": []}).status_code == 422
    assert client.post("/jobs", json={"items": [LOAN] * (MOST + 1)}).status_code in (413, 422)


def test_a_full_queue_is_said_with_when_to_come_back(exported):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    app.state.slot.load()
    client = TestClient(app)  # without "with" nobody works, so the queue fills up
    codes = [client.post("/jobs", json={"items": [LOAN]}) for _ in range(WAITING + 1)]
    assert [each.status_code for each in codes] == [202] * WAITING + [503]
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


def test_what_is_started_twice_has_one_worker_and_ends_with_the_last_stop():
    jobs = Jobs(lambda number: threading.current_thread(), waiting=5, kept=5)
    jobs.start()
    jobs.start()
    jobs.stop()
    done = [jobs.put(number) for number in range(3)]
    while done[-1].status != "done":
        threading.Event().wait(0.01)
    jobs.stop()
    assert len({job.answer for job in done}) == 1
    assert not done[0].answer.is_alive()
