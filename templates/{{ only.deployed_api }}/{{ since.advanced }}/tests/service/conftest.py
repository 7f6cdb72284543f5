"""One exported model, one application and one real server for all tests of the service."""

import os
import socket
import threading
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from deployed_api import export, params, serve

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


LOAN = {
    "amount": 1000,
    "price": 1500,
    "time": 48,
    "income": 140,
    "expenses": 50,
    "assets": 3000,
    "debt": 0,
    "seniority": 5,
    "job": "fixed",
    "home": "owner",
    "records": "no",
}


@pytest.fixture(scope="session")
def address(app):
    """Return the address of a server that really listens, for a browser and for the fuzzer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCHEMATHESIS_HOOKS", "sensible")  # sensible.py beside this file
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield from listening(app)


def listening(app):
    """Give the address of a server for this application, and stop it afterwards."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
