"""What a program that asks the API can rely on."""

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from titanic import data, predict
from titanic.service import schema, serve
from titanic.service.routers import predictions

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
    passengers = data.load().head(predictions.MAX_BATCH)
    rows = passengers[data.INPUTS].astype(object).where(passengers[data.INPUTS].notna(), None)
    answers = client.post("/predict/batch", json={"items": rows.to_dict("records")}).json()
    expected = predict.predict(result.model, passengers)["probability"]
    assert [a["probability"] for a in answers["answers"]] == pytest.approx(list(expected), abs=1e-5)


def test_what_is_not_known_may_be_left_out_or_null(client):
    assert chance(client) == chance(client, age=None, fare=None, embarked=None, name=None)


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


def test_a_mistake_in_a_batch_is_found_by_its_place(client):
    response = client.post("/predict/batch", json={"items": [LILY, LILY | {"age": 200}]})
    assert list(response.json()["errors"]) == ["items.1.age"]


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
