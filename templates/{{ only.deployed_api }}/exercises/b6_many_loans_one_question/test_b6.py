"""Many loans in one question, with a model that is asked once."""

from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from deployed_api import app, predict

PATH = "/predict/many"
LOAN = {"amount": 1000, "price": 1500, "time": 48, "expenses": 50, "seniority": 5, "records": "no"}


@pytest.fixture
def asked(monkeypatch):
    """Put a rule in the model's place and note the tables that it is asked about."""
    tables = []

    def rule(model, rows):
        tables.append(rows)
        chances = rows["amount"].astype(float) / 10_000
        return pd.DataFrame({"probability": chances, "bad": (chances >= 0.5).astype(int)})

    monkeypatch.setattr(predict, "predict", rule)
    return tables


def ask(body, model=True):
    service = app.create_app(Path("nowhere.skops"))
    service.state.model = object() if model else None
    answer = TestClient(service, raise_server_exceptions=False).post(PATH, json=body)
    assert answer.status_code not in (404, 405), f"There is no `POST {PATH}` yet."
    return answer


def loans(*amounts):
    return [LOAN | {"amount": amount, "price": 20_000} for amount in amounts]


@pytest.mark.parametrize(
    "amounts", [[7000], [6000, 100, 9000], [10 * place + 10 for place in range(100)]]
)
def test_an_answer_for_each_in_order(asked, amounts):
    answer = ask(loans(*amounts))
    assert answer.status_code == 200, f"{len(amounts)} good loans get status {answer.status_code}."
    found = answer.json()
    assert isinstance(found, list) and len(found) == len(amounts), (
        f"{len(amounts)} loans should get a list of {len(amounts)} answers."
    )
    for amount, each in zip(amounts, found, strict=True):
        verdict = "goes bad" if amount >= 5000 else "is paid back"
        assert each == {"probability": amount / 10_000, "verdict": verdict}, (
            f"Of a loan the model says {amount / 10_000} ({verdict}), your service says {each}."
        )


def test_the_model_is_asked_once(asked):
    ask(loans(1000, 2000, 3000))
    assert len(asked) == 1, f"For three loans, the model is asked {len(asked)} times."
    assert len(asked[0]) == 3, f"The model gets a table of {len(asked[0])} rows for three loans."


@pytest.mark.parametrize("number", [0, 101])
def test_the_limits(asked, number):
    answer = ask(loans(*[1000] * number))
    assert answer.status_code == 422, f"{number} loans get status {answer.status_code}, not 422."


@pytest.mark.parametrize("wrong", [{"time": 0}, {"amount": 2000, "price": 1000}, {"job": "pirate"}])
def test_one_that_makes_no_sense(asked, wrong):
    answer = ask([*loans(1000, 2000), LOAN | wrong])
    assert answer.status_code == 422, (
        f"Two good loans and one with {wrong} get status {answer.status_code}, not 422."
    )
    assert not asked, "The model is asked although one of the loans makes no sense."


def test_without_a_model(asked):
    answer = ask(loans(1000), model=False)
    assert answer.status_code == 503, (
        f"Without a model the status is {answer.status_code}, not 503."
    )


def test_one_loan_is_no_list(asked):
    answer = ask(LOAN)
    assert answer.status_code == 422, f"A loan that is no list gets status {answer.status_code}."
