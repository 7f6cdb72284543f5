"""One exported model, one application and one real server for all tests of the service."""

import os
import socket
import threading
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from mnist.service import serve
from mnist.tracking import export

# A random text is no picture: what throws everything at the API has to know what one looks like.
os.environ["SCHEMATHESIS_HOOKS"] = str(Path(__file__).with_name("random_pictures.py"))


@pytest.fixture(scope="session")
def exported(result, tmp_path_factory):
    """Return the folder with model.onnx and model.json."""
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, result.params, result.metrics, folder)
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
