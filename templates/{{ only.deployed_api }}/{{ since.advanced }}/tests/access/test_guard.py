"""Without a key no answer, too often is too often, and the log knows who it was."""

import json
import logging

import pytest

from deployed_api.access import guard, journal, keys
from deployed_api.api import logs
from deployed_api.service import schema

LOAN = schema.Request.model_config["json_schema_extra"]["examples"][0]
KEY = "loans_of_a_test"
ASK = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def closed(monkeypatch, start):
    """Return a client of a service that alice has a key of."""
    monkeypatch.setenv("API_KEYS", f"alice:{keys.fingerprint(KEY)}")
    return start()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "Send a key"),
        ({"Authorization": "Bearer wrong"}, "not known"),
        ({"Authorization": f"Basic {KEY}"}, "Send a key"),
        ({"Authorization": KEY}, "Send a key"),
        ({"Authorization": "Bearer "}, "Send a key"),
        ({"Authorization": b"Bearer \xff\xfe"}, "not known"),
    ],
)
def test_without_a_sound_key_there_is_no_answer(closed, headers, reason):
    for response in (
        closed.post("/predict", json=LOAN, headers=headers),
        closed.post("/explain", json=LOAN, headers=headers),
        closed.get("/model", headers=headers),
    ):
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert reason in response.json()["detail"]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_with_a_key_there_is(closed):
    assert closed.post("/predict", json=LOAN, headers=ASK).status_code == 200
    assert closed.get("/nothing", headers=ASK).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/health", "/ready", "/docs", "/openapi.json", "/static/app.js"]
)
def test_the_page_and_the_probes_want_no_key(closed, path):
    assert closed.get(path).status_code == 200


def test_the_description_says_that_a_key_is_needed(client, closed):
    described = closed.get("/openapi.json").json()
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert described["paths"]["/predict"]["post"]["security"] == [{"key": []}]
    assert "security" not in described["paths"]["/health"]["get"]
    assert "securitySchemes" not in client.get("/openapi.json").json()["components"]


def test_a_service_without_keys_answers_this_computer_only(start):
    assert start().post("/predict", json=LOAN).status_code == 200
    outside = start(host="0.0.0.0")
    refused = outside.post("/predict", json=LOAN)
    assert refused.status_code == 401
    assert "no keys yet" in refused.json()["detail"]
    assert outside.get("/ready").status_code == 200


def test_the_first_key_closes_a_service_that_runs(start, tmp_path, monkeypatch):
    file = tmp_path / "keys.json"
    monkeypatch.setenv("API_KEYS_FILE", str(file))
    monkeypatch.setattr(keys, "LOOK", 0)  # look at the file at every request
    client = start()
    assert client.post("/predict", json=LOAN).status_code == 200
    secret = keys.add("alice", None, file)
    refused = client.post("/predict", json=LOAN)
    assert refused.status_code == 401
    assert "ratelimit" in refused.headers
    ask = {"Authorization": f"Bearer {secret}"}
    assert client.post("/predict", json=LOAN, headers=ask).status_code == 200


def test_whoever_asks_too_often_is_told_when_to_come_back(monkeypatch, start):
    monkeypatch.setenv("RATE_LIMIT", "3 per hour")
    client = start()
    answers = [client.post("/predict", json=LOAN) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit"] == '"caller";r=2'
    assert int(answers[3].headers["retry-after"]) > 0
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert client.get("/health").status_code == 200


def test_each_key_has_a_limit_of_its_own_and_strangers_share_their_address(monkeypatch, start):
    both = f"alice:{keys.fingerprint('a')},bob:{keys.fingerprint('b')}"
    for name, value in {"API_KEYS": both, "RATE_LIMIT": "1 per hour"}.items():
        monkeypatch.setenv(name, value)
    client = start()

    def status(secret):
        return client.get("/model", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert [status("a"), status("a"), status("b"), status("b")] == [200, 429, 200, 429]
    assert [status("guess"), status("another guess")] == [401, 429]


def test_once_there_are_keys_there_is_a_limit_and_without_them_none(client, closed):
    told = closed.get("/model", headers=ASK).headers
    assert (
        told["ratelimit-policy"] == f'"caller";q={guard.LIMIT.amount};w={guard.LIMIT.get_expiry()}'
    )
    assert "ratelimit" not in client.get("/model").headers


def test_the_log_names_the_keys_owner_and_never_the_key(closed, caplog):
    with caplog.at_level(logging.INFO, logger="deployed_api.api.logs"):
        closed.post("/predict", json=LOAN, headers=ASK | {"X-Request-ID": "mine-5"})
        closed.get("/model", headers={"Authorization": "Bearer guessed"})
    shape = logs.JsonFormatter(journal.FIELDS)
    lines = [
        json.loads(shape.format(r)) for r in caplog.records if r.name == "deployed_api.api.logs"
    ]
    assert [line["client"] for line in lines] == ["alice", None]
    assert [line["status"] for line in lines] == [200, 401]
    assert not {KEY, "guessed"} & {word for line in lines for word in map(str, line.values())}


def test_every_answer_carries_its_id(closed):
    assert closed.get("/health", headers={"X-Request-ID": "a-1"}).headers["x-request-id"] == "a-1"
    assert closed.get("/model").headers["x-request-id"]
