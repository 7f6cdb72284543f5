"""What a program that asks the API can rely on."""

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from titanic import data, predict, schema, serve

LILY = schema.Request.model_config["json_schema_extra"]["examples"][0]
PROBLEM = "application/problem+json"


def chance(client, **facts):
    response = client.post("/predict", json={"pclass": 2, "sex": "female"} | facts)
    assert response.status_code == 200, response.text
    return response.json()["probability"]


def test_the_answer_is_that_of_the_trained_model(client, result):
    answer = client.post("/predict", json=LILY).json()
    expected = predict.predict(result.model, pd.DataFrame([LILY]))["probability"].iloc[0]
    assert answer["probability"] == pytest.approx(expected, abs=1e-5)
    assert answer["verdict"] == "survives"


def test_every_passenger_gets_the_answer_of_the_trained_model(client, result):
    passengers = data.load().head(serve.MAX_BATCH)
    rows = passengers[data.INPUTS].astype(object).where(passengers[data.INPUTS].notna(), None)
    answers = client.post("/predict/batch", json={"items": rows.to_dict("records")}).json()
    expected = predict.predict(result.model, passengers)["probability"]
    assert [a["probability"] for a in answers["answers"]] == pytest.approx(list(expected), abs=1e-5)


def test_what_is_not_known_may_be_left_out_or_null(client):
    assert chance(client) == chance(client, age=None, fare=None, embarked=None, name=None)


def test_each_answer_names_the_model_that_gave_it(client):
    version = client.get("/model").json()["model_version"]
    assert client.get("/ready").json() == {"status": "ready", "model_version": version}
    assert client.post("/predict", json=LILY).json()["model_version"] == version
    batch = client.post("/predict/batch", json={"items": [LILY]}).json()
    assert batch["model_version"] == batch["answers"][0]["model_version"] == version
    assert client.post("/explain", json=LILY).json()["model_version"] == version


def test_reasons_add_up_to_the_answer(client):
    told = client.post("/explain", json=LILY).json()
    alone = client.post("/predict", json=LILY).json()["probability"]
    assert told["probability"] == alone
    total = told["typical"] + sum(reason["share"] for reason in told["reasons"])
    assert total == pytest.approx(told["probability"], abs=1e-6)
    strengths = [abs(reason["share"]) for reason in told["reasons"]]
    assert strengths == sorted(strengths, reverse=True)


def test_the_typical_passenger_needs_no_reasons(client):
    typical = client.post("/explain", json=LILY).json()["typical_passenger"]
    told = client.post("/explain", json=typical).json()
    assert told["probability"] == pytest.approx(told["typical"], abs=1e-6)
    assert all(abs(reason["share"]) < 1e-6 for reason in told["reasons"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pclass": 4}, "pclass"),
        ({"pclass": "1"}, "pclass"),
        ({"sex": "woman"}, "sex"),
        ({"age": -1}, "age"),
        ({"age": "30"}, "age"),
        ({"sibsp": 1.5}, "sibsp"),
        ({"fare": 1e9}, "fare"),
        ({"name": "x" * 201}, "name"),
        ({"cabin": "B5"}, "cabin"),
    ],
)
def test_a_senseless_field_is_named(client, change, field):
    response = client.post("/predict", json=LILY | change)
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize(
    "body", ["", "{", "null", "[]", '{"age": NaN}', '{"age": 1e999}', '{"\\ud800": 1}']
)
def test_a_body_that_is_no_passenger_is_refused(client, body):
    response = client.post("/predict", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_mistake_in_a_batch_is_found_by_its_place(client):
    response = client.post("/predict/batch", json={"items": [LILY, LILY | {"age": 200}]})
    assert list(response.json()["errors"]) == ["items.1.age"]


@pytest.mark.parametrize("count", [0, serve.MAX_BATCH + 1])
def test_a_batch_has_a_limit(client, count):
    response = client.post("/predict/batch", json={"items": [LILY] * count})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["items"]


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


def test_a_failure_inside_tells_nothing_about_the_inside(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(schema, "answer", fail)
    response = client.post("/predict", json=LILY)
    assert response.status_code == 500
    assert response.headers["content-type"] == PROBLEM
    assert "secret" not in response.text


def test_listeners_hear_each_question_and_its_answer(exported):
    heard = []
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    app.state.listeners.append(lambda asked, told: heard.append((asked, told)))
    with TestClient(app) as client:
        client.post("/predict", json=LILY)
        client.post("/predict/batch", json={"items": [LILY, LILY]})
        client.post("/explain", json=LILY)
        client.post("/predict", json={})
    assert [len(asked) for asked, _ in heard] == [1, 2, 1]
    assert heard[0][0] == [schema.Request(**LILY)]
    assert heard[0][1][0].verdict == "survives"


def test_extensions_may_add_to_the_application(monkeypatch, exported):
    class Entry:
        def load(self):
            return lambda app: app.state.listeners.append(print)

    monkeypatch.setattr(serve, "entry_points", lambda group: [Entry()])
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    assert app.state.listeners == [print]
