"""What a program that asks the API can rely on."""

import pytest
from fastapi.testclient import TestClient
from own_rows import TYPICAL as LOAN

from deployed_api import data, form, predict
from deployed_api.analysis.scoring import Costs
from deployed_api.service import schema
from deployed_api.service.routers import predictions

RISKY = {"records": "yes", "job": "partime", "income": None}


@pytest.fixture
def ask(client):
    """Return a function: change the example, get the answer."""

    def about(**facts):
        response = client.post("/predict", json=LOAN | facts)
        assert response.status_code == 200, response.text
        return response.json()

    return about


def test_the_answer_is_that_of_the_trained_model(ask, probability):
    assert ask()["probability"] == pytest.approx(probability(), abs=1e-5)
    assert ask(**RISKY)["probability"] == pytest.approx(probability(**RISKY), abs=1e-5)


def test_every_loan_gets_the_answer_of_the_trained_model(client, result):
    loans = data.load().head(predictions.MAX_BATCH)
    rows = loans[data.INPUTS].astype(object).where(loans[data.INPUTS].notna(), None)
    answers = client.post("/predict/batch", json={"items": rows.to_dict("records")}).json()
    expected = predict.predict(result.model, loans)["probability"]
    assert [a["probability"] for a in answers["answers"]] == pytest.approx(list(expected), abs=1e-5)


def test_the_costs_draw_the_line(client, ask):
    explained = client.post("/explain", json=LOAN).json()
    assert explained["threshold"] == pytest.approx(Costs(1, 5).threshold)
    assert (ask()["decision"], ask(**RISKY)["decision"]) == ("accept", "refuse")


def test_the_line_is_part_of_the_release(app, monkeypatch):
    about = app.state.slot.engine.about
    assert about.extra["costs"] == {"good_refused": 1, "bad_accepted": 5}
    monkeypatch.setitem(about.extra, "threshold", 0.0)
    with TestClient(app) as client:
        assert client.post("/predict", json=LOAN).json()["decision"] == "refuse"


def test_what_is_not_known_may_be_left_out_or_null(client):
    optional = ["income", "assets", "debt", "job", "home"]
    without = {field: value for field, value in LOAN.items() if field not in optional}
    answers = [
        client.post("/predict", json=asked).json()
        for asked in (without, LOAN | dict.fromkeys(optional))
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "1000"}, "amount"),
        ({"amount": 2000}, "price"),
        ({"time": 0}, "time"),
        ({"time": 2.5}, "time"),
        ({"seniority": 61}, "seniority"),
        ({"income": 0}, "income"),
        ({"job": "pirate"}, "job"),
        ({"records": None}, "records"),
        ({"incone": 140}, "incone"),
    ],
)
def test_a_senseless_field_is_named(client, change, field):
    response = client.post("/predict", json=LOAN | change)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == [field]


def test_a_mistake_in_a_batch_is_found_by_its_place(client):
    response = client.post("/predict/batch", json={"items": [LOAN, LOAN | {"time": 0}]})
    assert list(response.json()["errors"]) == ["items.1.time"]


def test_it_takes_every_field_that_app_takes():
    assert set(schema.Request.model_fields) == set(form.Loan.model_fields)


def test_the_limits_can_be_read_by_a_program(app):
    loan = app.openapi()["components"]["schemas"]["Request"]["properties"]
    assert (loan["time"]["minimum"], loan["time"]["maximum"]) == (1, 120)
    assert loan["records"]["enum"] == ["no", "yes"]


def test_every_input_is_part_of_one_cause():
    named = [name for names in schema.CAUSES.values() for name in names]
    assert sorted(named) == sorted(data.INPUTS)


def test_a_failure_inside_tells_nothing_but_where_to_look(client, monkeypatch):
    def fail(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(schema, "answer", fail)
    response = client.post("/predict", json=LOAN, headers={"X-Request-ID": "mine-4"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "mine-4" in response.json()["detail"]
    assert "secret" not in response.text
