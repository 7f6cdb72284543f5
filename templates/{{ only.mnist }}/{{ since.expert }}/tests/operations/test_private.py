"""No picture is kept: what is counted and logged are figures about it."""

import pytest
from fastapi.testclient import TestClient

from mnist.operations import requestlog
from mnist.service import facts, schema, serve

SEVEN = {"image": schema.SEVEN}


@pytest.fixture
def client(exported):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app, raise_server_exceptions=False) as asks:
        yield asks


def test_a_request_and_its_answer_are_one_line_without_the_picture(exported, log):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        client.post("/predict", json=SEVEN)
    (entry,), _ = requestlog.read(log)
    assert set(entry["asked"]) == facts.NAMES
    assert len(log.read_text()) < 600


def test_every_route_has_a_label_of_its_own(client):
    client.post("/prepare", json=SEVEN)
    client.post("/predict/file", content=b"nothing")
    text = client.get("/metrics").text
    for route, status in (("/prepare", "200"), ("/predict/file", "422")):
        counts = [line for line in text.splitlines() if line.startswith("http_requests_total")]
        assert [each for each in counts if f'"{route}"' in each and f'"{status}"' in each]


def test_no_picture_is_in_any_metric(client):
    client.post("/predict", json=SEVEN)
    assert schema.SEVEN[:20] not in client.get("/metrics").text
