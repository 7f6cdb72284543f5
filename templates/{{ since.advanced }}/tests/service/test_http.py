"""What any service has to do: name what is wrong, keep its limits, never make an answer up."""

import sys
import time

import pytest

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def description(app):
    return app.openapi()["components"]["schemas"]


@pytest.fixture(scope="module")
def example(description):
    """Return a request that makes sense: the one that the description shows."""
    return description["Request"]["examples"][0]


@pytest.fixture
def model(exported, tmp_path):
    """Return a copy of the model, for a test to spoil."""
    for file in exported.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path / "model.onnx"


def ways_to_ask(example):
    return [
        ("/predict", example),
        ("/predict/batch", {"items": [example]}),
        ("/explain", example),
    ]


def test_each_answer_names_the_model_that_gave_it(client, example):
    version = client.get("/model").json()["model_version"]
    assert client.get("/ready").json() == {"status": "ready", "model_version": version}
    for path, body in ways_to_ask(example):
        assert client.post(path, json=body).json()["model_version"] == version


def test_each_request_of_a_batch_gets_an_answer_of_its_own(client, example):
    alone = client.post("/predict", json=example).json()
    answers = client.post("/predict/batch", json={"items": [example] * 3}).json()["answers"]
    assert [answer.keys() for answer in answers] == [alone.keys()] * 3


@pytest.mark.parametrize("body", ["", "{", "null", "[]", '{"\\ud800": 1}', '{"n": NaN}'])
def test_a_body_that_makes_no_sense_is_refused(client, body):
    response = client.post("/predict", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["errors"]


@pytest.mark.parametrize(
    ("headers", "body", "named"),
    [
        ({}, "{}", "Content-Type: application/json"),
        ({"content-type": "text/plain"}, "{}", "Content-Type: application/json"),
        ({"content-type": "application/json"}, '{"a": 1,}', "no valid JSON"),
        ({"content-type": "application/json; charset=utf-8"}, "{", "no valid JSON"),
    ],
)
def test_what_is_wrong_with_a_body_as_a_whole_is_named(client, headers, body, named):
    refusal = client.post("/predict", content=body, headers=headers).json()
    assert list(refusal["errors"]) == ["body"]
    assert named in refusal["detail"]


def test_a_field_that_nobody_knows_is_named(client, example):
    response = client.post("/predict", json=example | {"shoe_size": 42})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["shoe_size"]


@pytest.mark.parametrize("over", [0, 1])
def test_a_batch_has_a_limit(client, description, example, over):
    most = description["Batch"]["properties"]["items"]["maxItems"]
    response = client.post("/predict/batch", json={"items": [example] * (most + 1) * over})
    assert response.status_code in (422, 413)
    assert response.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_has_a_limit_even_if_its_size_is_not_declared(start, exported, chunked):
    client = start(model=str(exported / "model.onnx"), max_body_bytes=2000)
    body = b" " * 3000
    content = iter([body[:1500], body[1500:]]) if chunked else body
    response = client.post("/predict", content=content)
    assert response.status_code == 413
    assert "2,000" in response.json()["detail"]


def test_what_does_not_exist_is_a_problem_too(client):
    assert client.get("/nothing").json()["status"] == 404
    response = client.get("/predict")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_whoever_watches_may_ask_for_the_head_alone(client):
    for path in ["/", "/health", "/ready", "/model", "/metrics", "/static/base.css"]:
        whole, head = client.get(path), client.head(path)
        assert head.status_code == whole.status_code
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.content == b""
    assert client.head("/predict").status_code == 405


def test_a_head_is_no_part_of_the_description(app):
    assert not [path for path, methods in app.openapi()["paths"].items() if "head" in methods]


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def exchange(path):
    path.write_bytes(b"another model")


def forget_description(path):
    path.with_suffix(".json").unlink()


def break_description(path):
    path.with_suffix(".json").write_text("{")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "does not exist"),
        (damage, "damaged"),
        (exchange, "damaged"),
        (forget_description, "does not exist"),
        (break_description, "damaged"),
    ],
)
def test_without_a_sound_model_there_is_no_answer(start, model, example, spoil, reason):
    spoil(model)
    client = start(model=str(model))
    assert client.get("/health").status_code == 200
    for response in [client.get("/ready"), client.get("/model")] + [
        client.post(path, json=body) for path, body in ways_to_ask(example)
    ]:
        assert response.status_code == 503
        assert response.headers["content-type"] == PROBLEM
        assert reason in response.json()["detail"]
        assert str(model.parent) not in response.text  # nobody's business but the log's
        assert "model_version" not in response.json()


def until(happened):
    end = time.monotonic() + 60
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert happened()


@pytest.mark.parametrize("way", range(3))
def test_every_way_to_ask_finds_a_model_that_became_good(
    start, model, example, app, monkeypatch, way
):
    monkeypatch.setattr(sys.modules[type(app.state.settings).__module__], "RETRY", 0.01)
    content = model.read_bytes()
    damage(model)
    client = start(model=str(model))
    path, body = ways_to_ask(example)[way]
    assert client.post(path, json=body).status_code == 503
    model.write_bytes(content)
    until(lambda: client.post(path, json=body).status_code == 200)


def test_a_model_is_looked_for_now_and_then_and_not_by_each_request(start, model, example):
    model.unlink()
    client, tries = start(model=str(model)), []
    client.app.state.slot.load = lambda: tries.append(1)
    for path, body in ways_to_ask(example) * 5:
        assert client.post(path, json=body).status_code == 503
        assert client.get("/ready").status_code == 503
    assert len(tries) < 5


@pytest.mark.parametrize("name", ["models:/mine", "models:/mine@", "models:/@champion"])
def test_a_senseless_reference_to_a_registry_is_explained(start, name):
    assert "must look like" in start(model=name).get("/ready").json()["detail"]


def test_a_registry_that_is_down_is_explained(start):
    nobody = "http://127.0.0.1:9"
    client = start(model="models:/mine@champion", mlflow_tracking_uri=nobody)
    assert "cannot be reached" in client.get("/ready").json()["detail"]


def test_nothing_may_be_loaded_from_elsewhere(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in client.get("/").text
