"""A new release is taken over while the service runs; a bad one, or none, changes nothing."""

import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from own_rows import TYPICAL as LOAN

from deployed_api.service import engine, registry, serve


@pytest.fixture
def store(exported, tmp_path, monkeypatch):
    """Return a registry of files: what `release` holds is what the alias points at."""

    class Store:
        version, problem, fetched = "1", None, 0

        def version_of(self, reference, uri):
            if self.problem:
                raise self.problem
            return f"deployed_api/{self.version}"

        def fetch(self, reference, uri, folder):
            name = self.version_of(reference, uri)
            for file in exported.iterdir():
                shutil.copy(file, folder)
            self.fetched += 1
            return folder / "model.onnx", name

    found = Store()
    monkeypatch.setattr(registry, "version_of", found.version_of)
    monkeypatch.setattr(registry, "fetch", found.fetch)
    return found


@pytest.fixture
def service(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "3600")  # the tests look themselves
    return start(model="models:/deployed_api@champion")


def until(happened):
    end = time.monotonic() + 600
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert happened()


def version(service):
    return service.post("/predict", json=LOAN).json()["model_version"]


def test_a_new_version_answers_without_a_restart(service, store):
    follower = service.app.state.follower
    assert version(service) == "deployed_api/1"
    store.version = "2"
    follower.look()
    assert version(service) == "deployed_api/2"
    store.version = "1"  # rolled back
    follower.look()
    assert version(service) == "deployed_api/1"


def test_a_model_is_fetched_once_however_often_the_registry_is_asked(service, store):
    for _ in range(3):
        service.app.state.follower.look()
    assert store.fetched == 1
    store.version = "2"
    for _ in range(3):
        service.app.state.follower.look()
    assert store.fetched == 2


def test_a_registry_that_is_down_changes_nothing_and_is_said_once(service, store, caplog):
    store.problem = registry.RegistryError("The registry sleeps.")
    for _ in range(3):
        service.app.state.follower.look()
    assert version(service) == "deployed_api/1"
    assert [r for r in caplog.messages if "sleeps" in r] == [
        "the model stays as it is: The registry sleeps."
    ]
    assert service.app.state.follower.problem == "The registry sleeps."
    store.problem = None
    service.app.state.follower.look()
    assert service.app.state.follower.problem == ""


def test_a_version_that_cannot_answer_never_gets_to(service, store, monkeypatch):
    store.version = "2"
    monkeypatch.setattr(engine.Engine, "predict", lambda *_: 1 / 0)
    service.app.state.follower.look()
    monkeypatch.undo()
    assert service.app.state.slot.engine.version == "deployed_api/1"
    assert "Version `deployed_api/2` cannot answer" in service.app.state.follower.problem


def test_a_service_that_began_without_a_model_finds_one(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "3600")
    store.problem = registry.RegistryError("Not yet.")
    service = start(model="models:/deployed_api@champion")
    assert service.get("/ready").status_code == 503
    store.problem = None
    service.app.state.follower.look()
    assert version(service) == "deployed_api/1"


def test_the_thread_looks_by_itself(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "0.01")
    service = start(model="models:/deployed_api@champion")
    store.version = "2"
    until(lambda: version(service) == "deployed_api/2")


def test_the_thread_goes_on_after_a_failure_that_nobody_thought_of(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "0.01")
    service = start(model="models:/deployed_api@champion")
    store.problem = OSError(28, "No space left on device")
    until(lambda: "No space left" in service.app.state.follower.problem)
    store.version, store.problem = "2", None
    until(lambda: version(service) == "deployed_api/2")


@pytest.fixture
def broken_off():
    """Return the address of a server whose answers break off."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_answer_of_the_registry_that_breaks_off_is_explained(broken_off, tmp_path):
    with pytest.raises(registry.RegistryError, match="broke off"):
        registry.fetch("models:/deployed_api@champion", broken_off, tmp_path)


@pytest.mark.parametrize("model", ["models:/deployed_api/3", "somewhere/model.onnx"])
def test_what_is_pinned_is_not_followed(store, start, model):
    assert not hasattr(start(model=model).app.state, "follower")


def test_nobody_need_follow(monkeypatch):
    monkeypatch.setenv("FOLLOW", "0")
    app = serve.create_app(serve.Settings(model="models:/deployed_api@champion"))
    assert not hasattr(app.state, "follower")
