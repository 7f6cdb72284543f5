"""A request leaves a trace: which part took how long, and whose request it was."""

import json
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from deployed_api.access import journal, keys
from deployed_api.api import logs
from deployed_api.drills import stage
from deployed_api.operations import tracing
from deployed_api.service import serve

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADER = {"traceparent": f"00-{TRACE}-{PARENT}-01"}


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def client(exported, spans):
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing.attach(app, provider)
    with TestClient(app, raise_server_exceptions=False) as asks:
        yield asks


def by_name(spans):
    return {span.name: span for span in spans.get_finished_spans()}


@pytest.mark.parametrize("path", ["/predict", "/explain"])
def test_a_question_is_a_span_with_its_parts_inside(client, spans, path):
    client.post(path, json=stage.EXAMPLE)
    found = by_name(spans)
    whole = found[f"POST {path}"]
    assert whole.attributes["http.response.status_code"] == 200
    for part in ("validation", "model"):
        assert found[part].parent.span_id == whole.context.span_id
        assert whole.start_time <= found[part].start_time <= found[part].end_time <= whole.end_time
    assert found["validation"].end_time <= found["model"].start_time
    assert found["model"].attributes["model.rows"] > 0


def test_a_batch_in_another_thread_belongs_to_its_request(client, spans):
    client.post("/predict/batch", json={"items": [stage.EXAMPLE] * 3})
    found = by_name(spans)
    assert found["model"].parent.span_id == found["POST /predict/batch"].context.span_id
    assert found["model"].attributes["model.rows"] == 3


def test_a_trace_that_a_caller_began_goes_on(client, spans):
    client.post("/predict", json=stage.EXAMPLE, headers=HEADER)
    whole = by_name(spans)["POST /predict"]
    assert f"{whole.context.trace_id:032x}" == TRACE
    assert f"{whole.parent.span_id:016x}" == PARENT


def test_a_refused_question_never_reached_the_model(client, spans):
    client.post("/predict", json=stage.EXAMPLE | {"time": 0})
    found = by_name(spans)
    assert found["POST /predict"].attributes["http.response.status_code"] == 422
    assert set(found) == {"POST /predict", "validation"}


def test_a_failure_is_marked(client, spans, monkeypatch):
    monkeypatch.setattr(serve.schema, "answer", lambda *_: 1 / 0)
    client.post("/predict", json=stage.EXAMPLE)
    assert by_name(spans)["POST /predict"].status.status_code.name == "ERROR"


def test_the_log_names_the_trace(client, caplog):
    with caplog.at_level(logging.INFO, logger="deployed_api.api.logs"):
        client.post("/predict", json=stage.EXAMPLE, headers=HEADER)
    shape = logs.JsonFormatter((*journal.FIELDS, "trace_id"))
    (line,) = [shape.format(r) for r in caplog.records if r.name == "deployed_api.api.logs"]
    assert json.loads(line)["trace_id"] == TRACE


def test_the_owner_of_the_key_stands_in_the_trace(spans, exported, monkeypatch):
    monkeypatch.setenv("API_KEYS", f"alice:{keys.fingerprint('secret')}")
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracing.attach(app, provider)
    with TestClient(app) as client:
        client.post("/predict", json=stage.EXAMPLE, headers={"Authorization": "Bearer secret"})
    span = by_name(spans)["POST /predict"]
    assert span.attributes["enduser.id"] == "alice"
    assert "secret" not in str(span.attributes)


def test_probes_and_unknown_paths_make_no_names(client, spans):
    for path in ("/", "/health", "/ready", "/metrics", "/static/app.js"):
        client.get(path)
    assert by_name(spans) == {}
    client.get("/some/thing")
    assert set(by_name(spans)) == {"GET", "validation"}


@pytest.fixture
def collector():
    """Listen as a collector does; return its address and what it got."""
    got = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_real_collector_gets_the_spans(collector, exported, monkeypatch):
    address, got = collector
    monkeypatch.setenv(tracing.ENDPOINT, address)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    with TestClient(app) as client:
        client.post("/predict", json=stage.EXAMPLE)
    path, _, body = got[0]
    assert path == "/v1/traces"
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == tracing.PACKAGE
    assert {span.name for scope in resource.scope_spans for span in scope.spans} == {
        "POST /predict", "validation", "model",
    }  # fmt: skip


def test_without_a_collector_nothing_is_traced(exported, monkeypatch):
    monkeypatch.delenv(tracing.ENDPOINT, raising=False)
    app = serve.create_app(serve.Settings(model=str(exported / "model.onnx")))
    assert not isinstance(app.state.slot.need, type(lambda: None))
