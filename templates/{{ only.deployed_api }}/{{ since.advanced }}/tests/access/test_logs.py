"""One line of JSON for each request, with its id and its caller, and never what was asked."""

import json
import logging

import pytest

from deployed_api.access import keys, logs
from deployed_api.service import schema

LOAN = schema.Request.model_config["json_schema_extra"]["examples"][0]
KEY = "loans_of_a_test"


@pytest.fixture
def lines(start, caplog):
    """Return a function: what was logged since the service started, as the lines say it."""

    def read():
        shape = logging.getLogger("deployed_api").handlers[0].formatter
        mine = [record for record in caplog.records if record.name == logs.__name__]
        return [json.loads(shape.format(record)) for record in mine]

    with caplog.at_level(logging.INFO, logger="deployed_api"):
        yield read


def test_the_log_has_a_line_for_each_request_without_what_was_asked(start, lines):
    start().post("/predict?secret=1", json=LOAN, headers={"X-Request-ID": "mine-2"})
    (line,) = lines()
    assert (line["method"], line["path"], line["status"]) == ("POST", "/predict", 200)
    assert (line["message"], line["level"], line["request_id"]) == ("request", "info", "mine-2")
    assert line["ms"] > 0
    fields = {"method", "path", "status", "ms", "client", "request_id"}
    assert set(line) == {"time", "level", "message", *fields}


def test_the_log_names_the_keys_owner_and_never_the_key(start, lines, monkeypatch):
    monkeypatch.setenv("API_KEYS", f"alice:{keys.fingerprint(KEY)}")
    closed = start()
    closed.post("/predict", json=LOAN, headers={"Authorization": f"Bearer {KEY}"})
    closed.get("/model", headers={"Authorization": "Bearer guessed"})
    assert [line["client"] for line in lines()] == ["alice", None]
    assert [line["status"] for line in lines()] == [200, 401]
    assert not {KEY, "guessed"} & {word for line in lines() for word in map(str, line.values())}


@pytest.mark.parametrize("given", ["mine-1", None, "two\twords", "x" * 65])
def test_every_answer_has_an_id_and_a_sound_one_is_kept(client, given):
    headers = {"X-Request-ID": given} if given else {}
    answered = client.get("/health", headers=headers).headers["x-request-id"]
    assert (answered == given) == (given == "mine-1")
    assert logs.ALLOWED.fullmatch(answered)


def test_an_error_of_ours_is_logged_with_its_cause_and_without_a_secret(start, lines, monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "hunter2")

    def fail(*_):
        raise RuntimeError("hunter2 was wrong")

    monkeypatch.setattr(schema, "answer", fail)
    answer = start().post("/predict", json=LOAN, headers={"X-Request-ID": "mine-3"})
    assert answer.status_code == 500
    assert "mine-3" in answer.json()["detail"]
    error, _ = lines()
    assert "RuntimeError" in error["exception"]
    assert "hunter2" not in str(lines()) + answer.text
