"""A route that answers for three classes and tells nobody."""

from types import SimpleNamespace

import numpy as np
import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from titanic.service import problems
from titanic.service.routers import predictions

PATH = "/predict/classes"
CHANCES = {"1st class": 0.9, "2nd class": 0.6, "3rd class": 0.2}


class Model:
    """A model that looks at the class alone and remembers what it was asked."""

    version = "7"

    def __init__(self):
        self.rows = []

    def predict(self, rows):
        self.rows += rows
        chances = [CHANCES[row["class_and_sex"].rpartition(" ")[0]] for row in rows]
        return np.array([[1 - chance, chance] for chance in chances])


class Slot:
    def __init__(self, engine):
        self.engine = engine

    def need(self):
        if self.engine is None:
            raise HTTPException(503, "There is no model.")
        return self.engine


def client(engine, heard):
    app = FastAPI()
    problems.install(app, 10_000)
    app.state.slot = Slot(engine)
    app.state.listeners = [lambda asked, answers: heard.extend(answers)]
    app.include_router(predictions.router)
    return SimpleNamespace(app=app, ask=TestClient(app, raise_server_exceptions=False).post)


def ask(engine=None, heard=None, **facts):
    person = {"pclass": 2, "sex": "female", "age": 30, "sibsp": 1, "fare": 20} | facts
    service = client(engine or Model(), [] if heard is None else heard)
    answer = service.ask(PATH, json=person)
    assert answer.status_code not in (404, 405), f"There is no `POST {PATH}` yet."
    return answer


@pytest.mark.parametrize("pclass", [1, 2, 3])
def test_three_answers_in_order(pclass):
    answer = ask(pclass=pclass)
    assert answer.status_code == 200, f"A passenger gets status {answer.status_code}, not 200."
    body = answer.json()
    assert isinstance(body, dict) and set(body) == {"answers", "model_version"}, (
        "The answer should have the form of `/predict/batch`: `answers` and `model_version`."
    )
    found = [each["probability"] for each in body["answers"]]
    assert found == [0.9, 0.6, 0.2], (
        f"For 1st, 2nd and 3rd class the model says 0.9, 0.6 and 0.2; your route says {found}."
    )
    verdicts = [each["verdict"] for each in body["answers"]]
    assert verdicts == ["survives", "survives", "dies"], f"The verdicts are wrong: {verdicts}."
    assert body["model_version"] == "7", "`model_version` should be that of the loaded model."


def test_the_rest_stays():
    engine = Model()
    ask(engine, age=4, sibsp=3, parch=1, sex="male", name="Brown, Master. Kim", embarked="Q")
    assert len(engine.rows) == 3, f"The model should be asked about 3 rows, not {len(engine.rows)}."
    others = [{k: v for k, v in row.items() if k != "class_and_sex"} for row in engine.rows]
    assert len(set(map(str, others))) == 1, "More than the class differs between the three."
    assert (others[0]["age"], others[0]["title"], others[0]["port"]) == (
        4,
        "Master",
        "Queenstown",
    ), "Your route forgets what was said about the passenger."


def test_nobody_hears_of_it():
    heard = []
    ask(heard=heard)
    assert not heard, f"Listeners hear of {len(heard)} passengers who never travelled."


def test_nonsense_is_refused():
    answer = ask(age=-5)
    assert answer.status_code == 422, f"An age of -5 gets status {answer.status_code}, not 422."


def test_without_a_model():
    service = client(None, [])
    answer = service.ask(PATH, json={"pclass": 1, "sex": "male"})
    assert answer.status_code == 503, (
        f"Without a model the status is {answer.status_code}, not 503."
    )


def test_it_is_documented():
    paths = client(Model(), []).app.openapi()["paths"]
    assert PATH in paths, f"`/docs` does not show `{PATH}`."
    told = paths[PATH]["post"]
    assert {"422", "503", "413"} <= set(told["responses"]), (
        "The documentation of the route does not name the statuses 413, 422 and 503."
    )
    assert told.get("description"), "The route has no description: its function has no docstring."
