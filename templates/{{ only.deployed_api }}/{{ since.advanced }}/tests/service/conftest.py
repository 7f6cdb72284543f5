"""One exported model, one application and one real server for all tests of the service."""

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from staged import LOAN, listening

from deployed_api import params
from deployed_api.service import serve
from deployed_api.tracking import export

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""


@pytest.fixture(scope="session")
def exported(result, tmp_path_factory):
    """Return the folder with model.onnx and model.json."""
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, params.load(), result.metrics, folder)
    return folder


@pytest.fixture(scope="session")
def app(exported):
    made = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    made.state.slot.load()
    return made


@pytest.fixture
def client(app):
    with TestClient(app, raise_server_exceptions=False) as asks:
        yield asks


@pytest.fixture
def start():
    """Return a function that starts an application with other settings."""
    clients = []

    def begin(**settings):
        made = serve.create_app(serve.Settings(**settings))
        asks = TestClient(made, raise_server_exceptions=False)
        clients.append(asks)
        return asks.__enter__()

    yield begin
    for asks in clients:
        asks.__exit__(None, None, None)


@pytest.fixture
def ask(client):
    """Return a function: change the example, get the answer."""

    def about(**facts):
        response = client.post("/predict", json=LOAN | facts)
        assert response.status_code == 200, response.text
        return response.json()

    return about


@pytest.fixture(scope="session")
def address(app):
    """Return the address of a server that really listens, for a browser and for the fuzzer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCHEMATHESIS_HOOKS", "sensible")  # sensible.py beside this file
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield from listening(app)
