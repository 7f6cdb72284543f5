"""Questions and answers have the forms that TensorFlow Serving's documentation shows."""

import re

import pytest
from own_rows import TYPICAL as LOAN

from deployed_api import data
from deployed_api.service.routers import protocol

MODEL = f"/v1/models/{protocol.NAME}"
PREDICT = f"{MODEL}:predict"
RISKY = LOAN | {"records": "yes", "job": "partime"}


@pytest.fixture
def ask(client):
    """Return a function: change the example, get what our own JSON answers."""
    return lambda **facts: client.post("/predict", json=LOAN | facts).json()


def test_rows_in_rows_out(client, ask):
    question = {"signature_name": "serving_default", "instances": [LOAN, RISKY]}
    answer = client.post(PREDICT, json=question)
    assert answer.status_code == 200
    expected = [ask(), ask(**RISKY)]
    assert answer.json() == {
        "predictions": [
            {"probability": each["probability"], "decision": each["decision"]} for each in expected
        ]
    }


def test_columns_in_columns_out(client, ask):
    columns = {name: [LOAN[name], RISKY[name]] for name in LOAN}
    answer = client.post(PREDICT, json={"inputs": columns}).json()
    expected = [ask(), ask(**RISKY)]
    assert answer == {
        "outputs": {name: [each[name] for each in expected] for name in ("probability", "decision")}
    }


def test_what_is_unknown_is_null_or_empty(client, ask):
    unknown = LOAN | {"income": None, "job": ""}
    (answer,) = client.post(PREDICT, json={"instances": [unknown]}).json()["predictions"]
    assert answer["probability"] == ask(income=None, job=None)["probability"]


@pytest.fixture
def version(client):
    return client.get(MODEL).json()["model_version_status"][0]["version"]


def test_the_version_is_an_integer_in_a_string(client, app, version, monkeypatch):
    assert re.fullmatch("[0-9]+", version)
    assert 0 <= int(version) < 2**63
    monkeypatch.setattr(app.state.slot.engine, "version", "deployed_api/3")  # as registered
    told = client.get(f"{MODEL}/versions/3").json()["model_version_status"]
    assert [about["version"] for about in told] == ["3"]


def test_the_status_says_which_version_is_there(client, version):
    about = {
        "version": version,
        "state": "AVAILABLE",
        "status": {"error_code": "OK", "error_message": ""},
    }
    assert client.get(MODEL).json() == {"model_version_status": [about]}


def test_the_metadata_names_every_field_and_its_type(client, version):
    told = client.get(f"{MODEL}/metadata").json()
    assert told["model_spec"] == {"name": protocol.NAME, "signature_name": "", "version": version}
    signatures = told["metadata"]["signature_def"]["signature_def"]
    inputs = signatures["serving_default"]["inputs"]
    assert set(inputs) == set(data.INPUTS)
    kinds = [inputs[name]["dtype"] for name in ("amount", "time", "job")]
    assert kinds == ["DT_DOUBLE", "DT_INT64", "DT_STRING"]


def test_a_version_can_be_asked_for(client, version):
    question = {"instances": [LOAN]}
    assert client.post(f"{MODEL}/versions/{version}:predict", json=question).status_code == 200
    for response in (
        client.post(f"{MODEL}/versions/99:predict", json=question),
        client.get(f"{MODEL}/versions/99"),
        client.get(f"{MODEL}/versions/99/metadata"),
        client.post("/v1/models/another:predict", json=question),
    ):
        assert response.status_code == 404
        assert set(response.json()) == {"error"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("{", "JSON"),
        ({}, "either `instances` or `inputs`"),
        ({"instances": [LOAN], "inputs": {"amount": [1]}}, "either `instances` or `inputs`"),
        ({"instances": []}, "instances"),
        ({"instances": [1, 2]}, "instances.0"),
        ({"instances": [LOAN], "signature_name": "other"}, "signature_name"),
        ({"instances": [LOAN | {"time": 0}]}, "Loan 0, `time`"),
        ({"instances": [LOAN, {}]}, "Loan 1, `amount`"),
        ({"inputs": {"amount": [1, 2], "price": [1]}}, "one length"),
        ({"inputs": {"amount": []}}, "one length"),
    ],
)
def test_what_makes_no_sense_is_refused_with_400_and_a_sentence(client, question, reason):
    given = {"content": question} if isinstance(question, str) else {"json": question}
    response = client.post(PREDICT, **given)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}
    assert reason in response.json()["error"]


def test_without_a_model_nothing_is_available(start, tmp_path):
    client = start(model=str(tmp_path / "none.onnx"))
    for response in (client.get(MODEL), client.post(PREDICT, json={"instances": [LOAN]})):
        assert response.status_code == 503
        assert "does not exist" in response.json()["error"]
