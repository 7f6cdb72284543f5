"""No instalment above the income, for questions only, and a test of the learner's says so."""

from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from deployed_api import app, data, errors, form, predict

LOAN = {"amount": 1000, "price": 1500, "time": 10, "expenses": 50, "seniority": 5, "records": "no"}


@pytest.fixture
def ask(monkeypatch):
    """Return a function that asks the service; its model finds every loan good."""
    good = pd.DataFrame({"probability": [0.1], "bad": [0]})
    monkeypatch.setattr(predict, "predict", lambda model, rows: good)
    service = app.create_app(Path("nowhere.skops"))
    service.state.model = object()
    client = TestClient(service, raise_server_exceptions=False)
    return lambda **facts: client.post("/predict", json=LOAN | facts)


def test_the_form_takes_them():
    try:
        form.Loan(**LOAN, income=50)
    except ValueError:
        pytest.fail("`form.Loan` refuses what breaks your rule. It checks old loans, too.")


@pytest.mark.parametrize(
    ("amount", "time", "income"), [(1000, 10, 99), (1200, 12, 50.5), (500, 1, 499)]
)
def test_too_large(ask, amount, time, income):
    answer = ask(amount=amount, time=time, income=income)
    assert answer.status_code == 422, (
        f"{amount} over {time} months with an income of {income} gets past the checks."
    )
    detail = str(answer.json().get("detail"))
    assert "amount" in detail, f"The 422 should name the `amount`. It says: {detail[:100]}"


@pytest.mark.parametrize(
    ("amount", "time", "income"), [(1000, 10, 100), (1200, 48, 30), (90, 1, 90)]
)
def test_small_enough(ask, amount, time, income):
    answer = ask(amount=amount, time=time, income=income)
    assert answer.status_code == 200, (
        f"{amount} over {time} months with an income of {income} is refused, though it is"
        " affordable."
    )


@pytest.mark.parametrize("facts", [{}, {"income": None}])
def test_an_income_that_is_not_stated(ask, facts):
    answer = ask(**facts)
    assert answer.status_code == 200, (
        f"Somebody who does not state an income gets {answer.status_code}, but should pass."
    )


def test_nonsense_is_still_refused(ask):
    assert ask(amount=-5).status_code == 422, "An amount below zero is not refused any more."


def test_the_old_loans_stay():
    try:
        loans = data.load()
    except errors.UserError as problem:
        pytest.fail(f"The file is refused now, so nothing can be trained: {problem}")
    assert len(loans) == len(pd.read_csv(data.CSV)), "Some old loans are gone now."


def test_the_learners_own_test(own_tests):
    assert own_tests.pass_here(), "Your new test does not pass on your code."
    assert own_tests.fail_before(), (
        "Your new test passes without your rule as well, so it does not test the rule."
    )
