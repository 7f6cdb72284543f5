"""A 503 says when to come back; other problems do not."""

import math
import re

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from titanic.service import dependencies, problems
from titanic.service.settings import Settings


@pytest.fixture(params=[7.0, 2.5])
def client(monkeypatch, request):
    monkeypatch.setattr(dependencies, "RETRY", request.param)
    app = FastAPI()
    problems.install(app, 1000)
    app.state.slot, app.state.listeners = dependencies.Slot(Settings()), []
    app.state.slot.problem = "There is no model yet."

    @app.get("/none")
    def none(predictor: dependencies.PredictorDep):
        return "ready"

    @app.get("/broken")
    def broken():
        raise RuntimeError

    @app.get("/teapot")
    def teapot():
        raise HTTPException(418, "No coffee.", headers={"X-Pot": "tea"})

    @app.get("/number")
    def number(n: int):
        return n

    return TestClient(app, raise_server_exceptions=False)


def test_when_to_come_back(client):
    answer = client.get("/none")
    assert "retry-after" in answer.headers, "A 503 for a missing model has no `Retry-After` yet."
    said = answer.headers["retry-after"]
    assert re.fullmatch(r"\d+", said), (
        f"With `RETRY` at {dependencies.RETRY:g} seconds, `Retry-After` is `{said}`; it must be a"
        " whole number of seconds, digits only."
    )
    right = math.ceil(dependencies.RETRY)
    assert int(said) == right, (
        f"With `RETRY` at {dependencies.RETRY:g} seconds, `Retry-After` should be {right},"
        f" not {said}."
    )


def test_the_problem_is_still_told(client):
    answer = client.get("/none")
    assert answer.status_code == 503, f"The status is {answer.status_code} now, not 503."
    kind = answer.headers["content-type"]
    assert kind == problems.MEDIA, f"The content type is `{kind}` now, not `{problems.MEDIA}`."
    assert answer.json()["detail"] == "There is no model yet.", "The reason is no longer told."


@pytest.mark.parametrize("path", ["/nowhere", "/broken", "/number?n=x", "/teapot"])
def test_other_problems_have_no_such_header(client, path):
    answer = client.get(path)
    assert "retry-after" not in answer.headers, (
        f"A {answer.status_code} has `Retry-After` as well: coming back would not help."
    )


def test_what_others_said_stays(client):
    assert client.get("/teapot").headers.get("x-pot") == "tea", (
        "Headers of other problems are lost."
    )
    assert client.get("/number?n=3").headers.get("retry-after") is None, (
        "Even a good answer has `Retry-After` now."
    )
