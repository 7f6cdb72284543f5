"""What the tests of operations share: an exported model, a service, and a log it wrote."""

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from recommender.operations import cases, requestlog
from recommender.service import serve
from recommender.tracking import export


@pytest.fixture(scope="session")
def exported(result, tmp_path_factory):
    """Return the folder with model.onnx and model.json."""
    folder = tmp_path_factory.mktemp("models")
    export.write(result.model, result.params, result.metrics, folder)
    return folder


@pytest.fixture(scope="session")
def app(exported):
    """Return the service, as it is without a request log."""
    return serve.create_app(serve.Settings(model=str(exported / "model.onnx")))


@pytest.fixture(scope="session")
def people():
    """Return the people of the data, with what they rated before their last film."""
    return cases.test(42)


@pytest.fixture
def log(tmp_path, monkeypatch):
    """Return where a service that is started now keeps its request log."""
    path = tmp_path / "logs" / "requests.jsonl"
    monkeypatch.setenv("REQUEST_LOG", str(path))
    return path


@pytest.fixture
def service(exported, log, monkeypatch):
    """Return a function: start a service, let people ask it in batches, stop it."""
    monkeypatch.setattr(requestlog, "WAITING", 10_000)  # nobody else asks that much at once

    def ask(rows: pd.DataFrame) -> None:
        app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
        bodies = cases.bodies(rows)
        with TestClient(app) as client:
            for start in range(0, len(bodies), 100):
                answer = client.post("/predict/batch", json={"items": bodies[start : start + 100]})
                assert answer.status_code == 200

    return ask


@pytest.fixture
def settings(tmp_path):
    """Return a params.yaml that a command may write into."""
    mine = tmp_path / "params.yaml"
    mine.write_text("seed: 42\nmodel: item_knn\noptions:\n  neighbours: 20\n  shrinkage: 5.0\n")
    return mine


@pytest.fixture
def code(capsys):
    """Return a function: run a command, get its exit code and what it said."""

    def run(command, *arguments):
        try:
            command([str(argument) for argument in arguments])
        except SystemExit as stop:
            said = capsys.readouterr()
            if isinstance(stop.code, str):
                return 1, stop.code
            return stop.code or 0, said.out + said.err
        return 0, capsys.readouterr().out

    return run
