"""The service answers, explains what it refuses, and says so when it has no model."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient

from deployed_api import app, predict


@pytest.fixture
def client(saved):
    """Return a client of a service with a model; it needs no network and no port."""
    return TestClient(app.create_app(saved / "models" / "model.skops"))


def test_a_loan_gets_a_probability_and_a_verdict(client, typical):
    answer = client.post("/predict", json=typical)
    assert answer.status_code == 200
    assert set(answer.json()) == {"probability", "verdict"}
    assert answer.json()["verdict"] == "is paid back"


def test_the_service_says_what_the_model_says(client, typical, probability):
    risky = {"records": "yes", "job": "partime", "income": None}
    answer = client.post("/predict", json=typical | risky).json()
    assert answer["probability"] == pytest.approx(probability(**risky), abs=0.0001)
    assert answer["verdict"] == "goes bad"


def test_what_is_not_known_may_be_left_out_or_null(client, typical):
    optional = ["income", "assets", "debt", "job", "home"]
    without = {field: value for field, value in typical.items() if field not in optional}
    nulls = typical | dict.fromkeys(optional)
    answers = [client.post("/predict", json=asked).json() for asked in (without, nulls)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "much"}, "amount"),
        ({"time": 2.5}, "time"),
        ({"time": 0}, "time"),
        ({"seniority": 10**400}, "seniority"),
        ({"amount": 2000, "price": 1000}, "price"),
        ({"job": "pirate"}, "job"),
        ({"incone": 140}, "incone"),
        ({"\ud800": 1}, "body"),  # no valid Unicode
        ({"records": None}, "records"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_field_by_field(client, typical, change, field):
    body = json.dumps(typical | change).encode()
    answer = client.post("/predict", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert f"`{field}`" in answer.json()["detail"]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "loan=1"])
def test_a_body_without_its_type_is_refused_with_advice(client, body):
    answer = client.post("/predict", content=body)
    assert answer.status_code == 422
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "advice"),
    [("{", "no valid JSON"), ('{"time": 1,}', "no valid JSON"), ("[]", "must be a JSON object")],
)
def test_a_body_that_is_no_object_is_refused_with_advice(client, body, advice):
    answer = client.post("/predict", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["body"]
    assert advice in answer.json()["detail"]


def test_what_a_rule_says_about_a_loan_as_a_whole_is_told():
    said = {"type": "value_error", "loc": ("body",), "msg": "Value error, too much for them"}
    asked = Request({"type": "http", "headers": []})
    answer = asyncio.run(app.explain(asked, RequestValidationError([said])))
    assert json.loads(answer.body)["detail"] == "`body`: too much for them."


def test_all_mistakes_are_told_at_once(client):
    errors = client.post("/predict", json={"amount": "much"}).json()["errors"]
    assert set(errors) == {"amount", "price", "time", "expenses", "seniority", "records"}


def test_without_a_model_it_lives_and_says_what_to_do(tmp_path, typical):
    client = TestClient(app.create_app(tmp_path / "none.skops"))
    assert client.get("/health").json() == {"status": "ok", "model": "missing"}
    answer = client.post("/predict", json=typical)
    assert answer.status_code == 503
    assert "uv run train" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text  # where files lie is nobody's business


def test_a_model_that_comes_later_is_found(tmp_path, saved, typical):
    client = TestClient(app.create_app(tmp_path / "late.skops"))
    assert client.post("/predict", json=typical).status_code == 503
    (tmp_path / "late.skops").write_bytes((saved / "models" / "model.skops").read_bytes())
    assert client.post("/predict", json=typical).status_code == 200
    assert client.get("/health").json()["model"] == "loaded"


def test_other_paths_and_methods_have_their_own_codes(client):
    assert client.get("/nothing").status_code == 404
    assert client.get("/predict").status_code == 405


def test_whoever_watches_may_ask_for_the_head_alone(client):
    for path in ["/", "/health", "/page.css"]:
        head = client.head(path)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-type"] == client.get(path).headers["content-type"]
    assert client.head("/predict").status_code == 405


def test_the_description_for_programs_names_every_field(client, typical):
    described = client.get("/openapi.json").json()["components"]["schemas"]["Loan"]
    assert set(described["properties"]) == set(typical)


def test_the_page_has_a_labelled_field_for_every_question(client, typical):
    page = client.get("/").text
    assert set(re.findall(r'name="(\w+)"', page)) - {"viewport"} == set(typical)
    assert set(re.findall(r'<label for="(\w+)"', page)) == set(typical)


def test_the_page_and_its_parts_ask_no_other_host(client):
    parts = re.findall(r'(?:src|href)="(/\w+\.(?:css|js))"', client.get("/").text)
    assert parts == ["/page.css", "/page.js"]
    for path in ["/", *parts]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert not re.search(r"https?:|(src|href)=.//|url\(", answer.text)


@pytest.fixture
def address(saved):
    """Start the service as its owner would, on a free port; return the address that it prints."""
    command = [sys.executable, "-m", "deployed_api.app", "--port", "0"]
    command += ["--model", str(saved / "models" / "model.skops")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://[\d.:]+", server.stdout.readline())[0]
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=600)
    finally:
        server.kill()
        server.stdout.close()


def test_it_answers_over_a_real_socket(address, typical):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy
    headers = {"Content-Type": "application/json"}
    body = json.dumps(typical).encode()
    question = urllib.request.Request(f"{address}/predict", data=body, headers=headers)
    with direct.open(question, timeout=600) as answer:
        assert answer.status == 200
        assert 0 < json.load(answer)["probability"] < 0.5


def test_a_port_that_is_taken_is_explained():
    with socket.create_server((app.HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken.*--port"):
            app.main(["--port", str(port)])


@pytest.mark.parametrize("port", ["x", "-1", "65536", "²"])
def test_a_port_that_cannot_be_is_refused(port, capsys):
    with pytest.raises(SystemExit) as stop:
        app.main(["--port", port])
    assert stop.value.code == 2
    assert "argument --port" in capsys.readouterr().err


def test_it_looks_for_the_model_where_train_writes_it():
    assert app.create_app().state.model_file == predict.MODEL
