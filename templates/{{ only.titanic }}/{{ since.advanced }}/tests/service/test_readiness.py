"""A server without a sound model says so, and never makes an answer up."""

import subprocess
import sys

import pytest

from titanic import serve
from titanic.errors import UserError

PASSENGER = {"pclass": 1, "sex": "female"}
ASKED = [
    ("/predict", PASSENGER),
    ("/predict/batch", {"items": [PASSENGER]}),
    ("/explain", PASSENGER),
]


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def exchange(path):
    path.write_bytes(b"another model")


def forget_description(path):
    path.with_suffix(".json").unlink()


def break_description(path):
    path.with_suffix(".json").write_text("{")


@pytest.fixture
def model(exported, tmp_path):
    for file in exported.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path / "model.onnx"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "does not exist"),
        (damage, "damaged"),
        (exchange, "damaged"),
        (forget_description, "does not exist"),
        (break_description, "damaged"),
    ],
)
def test_without_a_sound_model_there_is_no_answer(start, model, spoil, reason):
    spoil(model)
    client = start(model=str(model))
    assert client.get("/health").status_code == 200
    for response in [client.get("/ready"), client.get("/model")] + [
        client.post(path, json=body) for path, body in ASKED
    ]:
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"
        assert reason in response.json()["detail"]
        assert "probability" not in response.json()


def test_a_model_that_comes_later_is_found(start, model, monkeypatch):
    content = model.read_bytes()
    model.unlink()
    client = start(model=str(model))
    assert client.get("/ready").status_code == 503
    model.write_bytes(content)
    assert client.get("/ready").status_code == 503  # not looked at again so soon
    monkeypatch.setattr(serve, "RETRY", 0)
    assert client.get("/ready").status_code == 200
    assert client.post("/predict", json=PASSENGER).status_code == 200


@pytest.mark.parametrize("name", ["models:/titanic", "models:/titanic@", "models:/@champion"])
def test_a_senseless_reference_to_a_registry_is_explained(start, name):
    assert "must look like" in start(model=name).get("/ready").json()["detail"]


def test_a_registry_that_is_down_is_explained(start):
    nobody = "http://127.0.0.1:9"
    client = start(model="models:/titanic@champion", mlflow_tracking_uri=nobody)
    assert "cannot be reached" in client.get("/ready").json()["detail"]


def test_a_senseless_setting_is_named(monkeypatch):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(UserError, match="PORT"):
        serve.from_environment()


def test_serving_needs_no_training_library():
    heavy = "pandas sklearn matplotlib scipy skops mlflow onnx shap"
    code = f"import sys, titanic.serve; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
