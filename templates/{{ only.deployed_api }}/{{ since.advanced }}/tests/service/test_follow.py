"""A new release is taken over while the service runs; a bad one, or none, changes nothing."""

import shutil
import time

import pytest
from staged import LOAN

from deployed_api import engine, follow, registry, serve


@pytest.fixture
def store(exported, tmp_path, monkeypatch):
    """Return a registry of files: what `release` holds is what the alias points at."""

    class Store:
        version, problem = "1", None

        def fetch(self, reference, uri, folder):
            if self.problem:
                raise registry.RegistryError(self.problem)
            for file in exported.iterdir():
                shutil.copy(file, folder)
            return folder / "model.onnx", f"deployed_api/{self.version}"

    found = Store()
    monkeypatch.setattr(registry, "fetch", found.fetch)
    return found


@pytest.fixture
def service(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "3600")  # the tests look themselves
    return start(model="models:/deployed_api@champion")


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


def test_a_registry_that_is_down_changes_nothing_and_is_said_once(service, store, caplog):
    store.problem = "The registry sleeps."
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
    store.problem = "Not yet."
    service = start(model="models:/deployed_api@champion")
    assert service.get("/ready").status_code == 503
    store.problem = None
    service.app.state.follower.look()
    assert version(service) == "deployed_api/1"


def test_the_thread_looks_by_itself(store, start, monkeypatch):
    monkeypatch.setenv("FOLLOW", "0.01")
    service = start(model="models:/deployed_api@champion")
    store.version = "2"
    end = time.monotonic() + 30
    while version(service) != "deployed_api/2" and time.monotonic() < end:
        time.sleep(0.01)
    assert version(service) == "deployed_api/2"


@pytest.mark.parametrize("model", ["models:/deployed_api/3", "somewhere/model.onnx"])
def test_what_is_pinned_is_not_followed(store, start, model):
    assert not hasattr(start(model=model).app.state, "follower")


def test_nobody_need_follow(monkeypatch):
    monkeypatch.setenv("FOLLOW", "0")
    app = serve.create_app(serve.Settings(model="models:/deployed_api@champion"))
    assert not hasattr(app.state, "follower")
    assert follow.seconds() == 0
