"""A service that tests of its keys and limits start with settings of their own."""

import os

import pytest
from fastapi.testclient import TestClient

from deployed_api.service import serve
from deployed_api.tracking import export

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""


@pytest.fixture(scope="session")
def model(result, tmp_path_factory):
    """Return an exported model, as a setting."""
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, result.params, result.metrics, folder)
    return str(folder / "model.onnx")


@pytest.fixture
def start(model):
    """Return a function that starts a service with other settings."""
    clients = []

    def begin(**settings):
        made = serve.create_app(serve.Settings(**{"model": model} | settings))
        clients.append(TestClient(made, raise_server_exceptions=False))
        return clients[-1].__enter__()

    yield begin
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(start):
    return start()
