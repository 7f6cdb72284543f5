"""What a program that asks the API can rely on."""

import pandas as pd
import pytest

from titanic import data, predict
from titanic.service import schema
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
