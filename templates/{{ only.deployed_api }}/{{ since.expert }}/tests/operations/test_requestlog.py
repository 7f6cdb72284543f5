"""The request log is small, private, and never in the way of an answer."""

import json
import os

import pytest
from fastapi.testclient import TestClient

from deployed_api import data
from deployed_api.drills import stage
from deployed_api.errors import UserError
from deployed_api.operations import requestlog
from deployed_api.service import serve
from deployed_api.service.schema import Answer, Request


@pytest.fixture
def start(exported):
    def begin():
        return TestClient(serve.create_app(serve.Settings(model=str(exported / "model.onnx"))))

    return begin


def test_a_request_and_its_answer_are_one_line(start, log):
    with start() as client:
        answer = client.post("/predict", json=stage.EXAMPLE).json()
    (entry,) = requestlog.read(log)
    assert entry["answer"] == answer
    assert entry["asked"] == stage.EXAMPLE


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_may_read_it(start, log):
    with start() as client:
        client.post("/predict", json=stage.EXAMPLE)
    assert log.stat().st_mode & 0o077 == 0


def test_a_full_queue_drops_lines_and_counts_them(start, log):
    kept = requestlog.RequestLog(start().app, log)  # no thread: nothing empties the queue
    asked = [Request(**stage.EXAMPLE)] * (requestlog.WAITING + 30)
    answers = [Answer(probability=0.5, decision="refuse", model_version="1")] * len(asked)
    kept.listen(asked, answers)
    kept.listen(asked[:5], answers[:5])
    assert kept.dropped == 35


def test_a_full_file_makes_room_for_a_new_one(start, log, monkeypatch):
    monkeypatch.setenv("REQUEST_LOG_BYTES", "700")
    for _ in range(5):
        with start() as client:
            client.post("/predict", json=stage.EXAMPLE)
    files = sorted(log.parent.iterdir())
    assert [file.name for file in files] == ["requests.1.jsonl", "requests.jsonl"]
    assert all(file.stat().st_size <= 700 for file in files)
    assert 2 <= len(requestlog.read(log)) < 5


def test_the_service_answers_where_no_log_can_be_written(start, log):
    log.parent.write_text("a file in the way of the folder")
    with start() as client:
        assert client.post("/predict", json=stage.EXAMPLE).status_code == 200


def test_an_empty_name_means_no_log(start, log, monkeypatch):
    monkeypatch.setenv("REQUEST_LOG", "")
    with start() as client:
        client.post("/predict", json=stage.EXAMPLE)
    assert not log.exists()


def test_a_senseless_limit_is_explained(start, log, monkeypatch):
    monkeypatch.setenv("REQUEST_LOG_BYTES", "much")
    with pytest.raises(UserError, match="REQUEST_LOG_BYTES"):
        start()


def test_a_line_cut_short_by_a_crash_is_left_out(log):
    log.parent.mkdir()
    log.write_text(json.dumps({"at": "now"}) + '\n{"at": "th')
    assert requestlog.read(log) == [{"at": "now"}]


def test_tests_leave_no_trace_in_the_log_of_the_repo():
    assert os.environ["REQUEST_LOG"] == ""
    assert requestlog.DEFAULT.is_relative_to(data.ROOT)
