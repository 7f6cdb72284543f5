"""A registry with a login is asked the way MLflow would ask it, and no other host hears of it."""

import json
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

RUN = {"run": {"info": {"artifact_uri": "mlflow-artifacts:/1/a1/artifacts"}}}
VERSION = {"model_version": {"version": "3", "run_id": "a1"}}
LOGIN = "Basic " + b64encode(b"alice:hunter2").decode()


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """The logins of whoever runs the tests are none of the tests' business."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("USERNAME", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"MLFLOW_TRACKING_{name}", raising=False)


@pytest.fixture
def listen(exported):
    """Return a function: start a registry that answers those who send this header."""
    servers = []

    def begin(wanted, elsewhere=None):
        heard = []

        class Registry(BaseHTTPRequestHandler):
            def do_GET(self):
                given = self.headers.get("Authorization")
                heard.append(given)
                if elsewhere:
                    self.send_response(302)
                    self.send_header("Location", elsewhere + self.path)
                    self.end_headers()
                    return
                self.send_response(200 if given == wanted else 401)
                self.end_headers()
                self.wfile.write(content(self.path) if given == wanted else b"Who are you?")

            def log_message(self, *_):
                pass

        def content(path):
            if "/mlflow-artifacts/" in path:
                return (exported / path.rpartition("/")[2]).read_bytes()
            return json.dumps(RUN if "/runs/get" in path else VERSION).encode()

        server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"127.0.0.1:{server.server_port}", heard

    yield begin
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def version(start):
    """Return a function: serve from a registry; return the version, or why there is none."""

    def served(uri):
        client = start(model="models:/mine@champion", mlflow_tracking_uri=uri)
        told = client.get("/ready").json()
        return told.get("model_version") or told["detail"]

    return served


def test_the_login_may_stand_in_the_address(listen, version):
    host, _ = listen(LOGIN)
    assert version(f"http://alice:hunter2@{host}/") == "mine/3"


def test_in_an_address_special_characters_are_escaped(listen, version):
    host, _ = listen("Basic " + b64encode("älice:p@ss/wörd".encode()).decode())
    assert version(f"http://%C3%A4lice:p%40ss%2Fw%C3%B6rd@{host}") == "mine/3"
    assert "%2F" in version(f"http://alice:p@ss/word@{host}")


def test_the_login_may_stand_in_the_environment(listen, version, monkeypatch):
    host, _ = listen(LOGIN)
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "alice")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "hunter2")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "counts less")
    assert version(f"http://{host}") == "mine/3"


def test_the_login_may_be_a_token(listen, version, monkeypatch):
    host, _ = listen("Bearer t0ken")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "t0ken")
    assert version(f"http://{host}") == "mine/3"


def test_the_login_may_stand_in_a_file(listen, version, tmp_path):
    host, _ = listen(LOGIN)
    file = tmp_path / ".mlflow" / "credentials"
    file.parent.mkdir()
    lines = ["[mlflow]", "mlflow_tracking_username = alice", "mlflow_tracking_password = hunter2"]
    file.write_text("\n".join(lines))
    assert version(f"http://{host}") == "mine/3"
    file.write_text(lines[2])
    said = version(f"http://{host}")
    assert "~/.mlflow/credentials" in said
    assert "hunter2" not in said


@pytest.mark.parametrize("login", ["", "alice:wrong@"])
def test_a_login_that_is_wrong_or_missing_is_told(listen, version, login):
    host, _ = listen(LOGIN)
    said = version(f"http://{login}{host}")
    assert "wants a login" in said
    assert "wrong" not in said


def test_no_other_host_hears_the_password(listen, version):
    other, heard = listen(None)
    host, _ = listen(LOGIN, elsewhere=f"http://{other}")
    assert version(f"http://alice:hunter2@{host}") == "mine/3"
    assert set(heard) == {None}
