"""One exported model, one application and one real server for all tests of the service."""

import socket
import threading

import pytest
import uvicorn
from fastapi.testclient import TestClient

from recommender import params
from recommender.service import serve
from recommender.tracking import export


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
        asks = TestClient(serve.create_app(serve.Settings(**settings)))
        clients.append(asks)
        return asks.__enter__()

    yield begin
    for asks in clients:
        asks.__exit__(None, None, None)


@pytest.fixture(scope="session")
def address(app):
    """Return the address of a server that really listens."""
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
