"""A client that others wrote for Triton asks this service, and gets what it expects."""

import numpy as np
import pytest
from own_rows import TYPICAL as LOAN
from tritonclient import http as triton
from tritonclient.utils import InferenceServerException

from deployed_api import data
from deployed_api.service.routers import protocol

INFER = f"/v2/models/{protocol.NAME}/infer"


@pytest.fixture
def ask(client):
    """Return a function: change the example, get what our own JSON answers."""
    return lambda **facts: client.post("/predict", json=LOAN | facts).json()


@pytest.fixture
def client_of_others(address):
    client = triton.InferenceServerClient(address.removeprefix("http://"))
    yield client
    client.close()


def tensor(name, values, datatype):
    kind = {"FP64": np.float64, "INT64": np.int64, "BYTES": np.object_}[datatype]
    made = triton.InferInput(name, [len(values)], datatype)
    made.set_data_from_numpy(np.array(values, dtype=kind), binary_data=False)
    return made


def columns(loans):
    return {name: [loan[name] for loan in loans] for name in loans[0]}


def asked(loans):
    return [
        tensor(name, values, protocol.datatype(name)) for name, values in columns(loans).items()
    ]


def body(**changes):
    return {
        "inputs": [
            {"name": name, "shape": [1], "datatype": protocol.datatype(name), "data": [value]}
            for name, value in (LOAN | changes).items()
        ]
    }


def test_the_client_finds_server_and_model_alive_and_ready(client_of_others):
    assert client_of_others.is_server_live()
    assert client_of_others.is_server_ready()
    assert client_of_others.is_model_ready(protocol.NAME)
    assert client_of_others.get_server_metadata()["name"] == protocol.NAME


def test_the_client_learns_what_goes_in_and_comes_out(client_of_others):
    about = client_of_others.get_model_metadata(protocol.NAME)
    kinds = {slot["name"]: slot["datatype"] for slot in about["inputs"]}
    assert set(kinds) == set(data.INPUTS)
    assert (kinds["amount"], kinds["time"], kinds["job"]) == ("FP64", "INT64", "BYTES")
    assert [slot["name"] for slot in about["outputs"]] == ["probability", "decision"]


def test_the_client_gets_the_answers_that_our_own_json_gives(client_of_others, ask):
    loans = [LOAN, LOAN | {"records": "yes", "job": "partime"}, LOAN | {"amount": 100.0}]
    wanted = [
        triton.InferRequestedOutput(name, binary_data=False) for name in ("probability", "decision")
    ]
    said = client_of_others.infer(protocol.NAME, asked(loans), outputs=wanted, request_id="7")
    alone = [ask(**loan) for loan in loans]
    chances = [answer["probability"] for answer in alone]
    assert list(said.as_numpy("probability")) == pytest.approx(chances, abs=1e-9)
    assert list(said.as_numpy("decision")) == [answer["decision"] for answer in alone]
    assert said.get_response()["id"] == "7"


def test_the_client_is_told_what_is_wrong(client_of_others):
    with pytest.raises(InferenceServerException, match="Loan 0, `time`"):
        client_of_others.infer(protocol.NAME, asked([LOAN | {"time": 0}]))
    with pytest.raises(InferenceServerException, match="the model is"):
        client_of_others.infer("another", asked([LOAN]))


def test_a_version_can_be_asked_for(client, app):
    version = app.state.slot.engine.version
    path = f"/v2/models/{protocol.NAME}/versions/{{}}/infer"
    assert client.post(path.format(version), json=body()).json()["model_version"] == version
    other = client.post(path.format("99"), json=body())
    assert other.status_code == 404
    assert "`99`" in other.json()["error"]


def test_outputs_can_be_chosen_and_what_is_unknown_may_stay_out(client, ask):
    question = body(income=None, home="") | {"outputs": [{"name": "probability"}]}
    (output,) = client.post(INFER, json=question).json()["outputs"]
    assert output["data"] == [ask(income=None, home=None)["probability"]]
    assert (output["shape"], output["datatype"]) == ([1], "FP64")


def without(name):
    return {"inputs": [each for each in body()["inputs"] if each["name"] != name]}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("{", "JSON"),
        ({}, "inputs"),
        ({"inputs": []}, "inputs"),
        (without("amount"), "amount"),
        (body() | {"outputs": [{"name": "x"}]}, "no output `x`"),
        ({"inputs": body()["inputs"] * 2}, "twice"),
        ({"inputs": [body()["inputs"][0] | {"shape": [2]}]}, "shape"),
        ({"inputs": [body()["inputs"][0] | {"shape": [2], "data": [1, 2]}, body()["inputs"][1]]},
         "different lengths"),
        (body(time=1.5), "time"),
        (body(amount="much"), "amount"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_400_and_a_sentence(client, question, reason):
    given = {"content": question} if isinstance(question, str) else {"json": question}
    response = client.post(INFER, **given)
    assert response.status_code == 400
    assert set(response.json()) == {"error"}
    assert reason in response.json()["error"]


def test_without_a_model_it_is_alive_and_not_ready(start, tmp_path):
    client = start(model=str(tmp_path / "none.onnx"))
    assert client.get("/v2/health/live").status_code == 200
    for path in ("/v2/health/ready", f"/v2/models/{protocol.NAME}/ready"):
        assert client.get(path).status_code == 503
    refused = client.post(INFER, json=body())
    assert refused.status_code == 503
    assert "does not exist" in refused.json()["error"]
