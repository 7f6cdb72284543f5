"""The statuses of six questions, asked here as well."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from deployed_api import app

LOAN = {"amount": 1000, "price": 1500, "time": 48, "expenses": 50, "seniority": 5, "records": "no"}


def statuses():
    service = app.create_app(Path("nowhere.skops"))
    ask = TestClient(service, raise_server_exceptions=False)
    without = {
        "health_without_a_model": ask.get("/health").status_code,
        "question_without_a_model": ask.post("/predict", json=LOAN).status_code,
    }
    service.state.model = object()  # as if there were one: these questions never get that far
    return {
        "a_path_that_is_not_there": ask.get("/nowhere").status_code,
        "get_instead_of_post": ask.get("/predict").status_code,
        "a_misspelt_field": ask.post("/predict", json=LOAN | {"incone": 90}).status_code,
        "amount_above_price": ask.post("/predict", json=LOAN | {"amount": 2000}).status_code,
        **without,
    }


def test_b1(answers):
    for key, right in statuses().items():
        given = answers.get(key)
        assert type(given) is int, f"`{key}` must be a whole number, without quotes."
        assert 100 <= given < 600, f"`{key}` is {given}, but statuses go from 100 to 599."
        if (given, right) == (503, 422):
            pytest.fail(f"`{key}`: your service has no model. Train one, start it again, and ask.")
        group = "the same first digit" if given // 100 == right // 100 else "another first digit"
        assert given == right, f"`{key}` is not {given}: the service's status has {group}."
