"""Whatever a service is told, it tells nobody: secrets are planted everywhere and looked for."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SECRET = "hunter2"
ADDRESSES = [
    f"https://alice:{SECRET}@localhost:9",
    f"https://alice:{SECRET}@localhost",  # what stands before the @ was once taken for a port
    f"http://{SECRET}@127.0.0.1:9/?token={SECRET}",
    f"http://127.0.0.1:9/?api_key={SECRET}",
    f"http://alice:/{SECRET}@127.0.0.1:9",
    f"postgresql://alice:{SECRET}@127.0.0.1:9/registry?password={SECRET}",
    f"nonsense://alice:{SECRET}@nowhere",
]
NAMES = ["MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "AWS_SECRET_ACCESS_KEY"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("model", ["models:/mine@champion", "models:/mine/3", None])
def test_no_answer_and_no_log_tells_the_password_of_a_registry(start, caplog, address, model):
    client = start(model=model or address, mlflow_tracking_uri=address)
    for path in ("/ready", "/model", "/metrics"):
        assert SECRET not in client.get(path).text
    assert SECRET not in client.post("/predict", json={}).text
    assert client.get("/ready").status_code == 503
    assert caplog.messages
    assert SECRET not in caplog.text


def test_a_failure_that_nobody_thought_of_tells_no_password(start, app, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError(f"no answer from http://alice:{SECRET}@localhost")

    monkeypatch.setattr(sys.modules[type(app.state.settings).__module__], "read", fail)
    client = start(model="models:/mine@champion")
    assert "The log says why" in client.get("/ready").json()["detail"]
    assert "no answer from" in caplog.text
    assert SECRET not in caplog.text


def asked(url, method, body):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy
    data = None if body is None else body.encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    try:
        with direct.open(request, timeout=60) as answer:
            return f"{answer.headers}{answer.read()}"
    except urllib.error.HTTPError as refusal:
        return f"{refusal.headers}{refusal.read()}"


def test_a_whole_service_with_secrets_in_all_its_settings_tells_none(app):
    own = dict.fromkeys(NAMES, SECRET) | {
        "MODEL": "models:/mine@champion",
        "MLFLOW_TRACKING_URI": ADDRESSES[0],
        "HOST": "127.0.0.1",
        "PORT": "0",
        "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer {SECRET}",
        "REQUEST_LOG": "",
    }
    package = type(app.state.settings).__module__.rpartition(".")[0]
    command, pipe = [sys.executable, "-m", f"{package}.serve"], subprocess.PIPE
    described = app.openapi()["paths"]
    with subprocess.Popen(command, env=os.environ | own, stderr=pipe, text=True) as server:
        try:
            lines = iter(server.stderr.readline, "")
            said = [next(line for line in lines if "http://" in line)]
            url = re.search(r"http://[\d.:]+", said[0])[0]
            for path, methods in [*described.items(), ("/", ["get"]), ("/nothing", ["get"])]:
                for method in [*methods, "delete"]:
                    for body in ("{", "{}", json.dumps({"items": [{}]})):
                        sent = None if method == "get" else body
                        said.append(asked(url + path, method.upper(), sent))
            seen = Path(f"/proc/{server.pid}/cmdline")
            said += [seen.read_text()] if seen.exists() else []
        finally:
            server.terminate()
        said.append(server.communicate()[1])
    assert SECRET not in "".join(said)


@pytest.mark.parametrize(
    "value", ["abc", SECRET, f"alice:{SECRET},{SECRET}", f" {SECRET}\n", f"a=b;{SECRET}"]
)
def test_a_secret_is_hidden_and_the_rest_stays(app, monkeypatch, value):
    package = type(app.state.settings).__module__.rpartition(".")[0]
    redacted = sys.modules[f"{package}.redaction"].redacted
    monkeypatch.setenv("SOME_TOKEN", value)
    for secret in value.split(","):
        said = redacted(f"the abc of `http://me:{SECRET}@here/?a={SECRET}` and `{secret.strip()}`")
        assert SECRET not in said
        assert said.startswith("the abc of `http://***@here/?***` and `")
