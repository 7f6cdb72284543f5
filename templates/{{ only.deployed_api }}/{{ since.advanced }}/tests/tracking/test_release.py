"""Versions are pinned and rolled back in a real registry, and a running service follows."""

import pytest
from fastapi.testclient import TestClient
from mlflow import MlflowClient

from deployed_api import train
from deployed_api.params import Params
from deployed_api.service import engine, registry, schema, serve
from deployed_api.tracking import export, release, track

CHAMPION = f"models:/{track.NAME}@champion"
CONTENDERS = [Params(42, "logistic_regression", {"C": c}) for c in (1.0, 0.01, 100.0)]


@pytest.fixture(scope="module")
def client(server, tmp_path_factory):
    """Register three models at the server, the way `track` does; the first is the champion."""
    folder = tmp_path_factory.mktemp("models")
    client = MlflowClient(server)
    experiment = client.create_experiment("release")
    for number, settings in enumerate(CONTENDERS):
        run = client.create_run(experiment, run_name=f"number {number}")
        learn = train.data.split(train.data.load(), 42).train
        model = train.fit(train.estimator(settings), learn)
        export.write(model, settings, {}, folder / str(number))
        client.log_artifacts(run.info.run_id, str(folder / str(number)), registry.FOLDER)
        client.log_metric(run.info.run_id, release.SCORE, 0.8 + number / 100)
        if number == 0 and track.NAME not in [m.name for m in client.search_registered_models()]:
            client.create_registered_model(track.NAME)
        client.create_model_version(track.NAME, f"runs:/{run.info.run_id}", run.info.run_id)
    return client


@pytest.fixture
def versions(client, server, monkeypatch):
    """Return the numbers of the three versions; the first is the champion again."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    found = client.search_model_versions(f"name = '{track.NAME}'")
    numbers = sorted((int(entry.version) for entry in found), reverse=True)[:3]
    first, second, third = map(str, reversed(numbers))
    client.set_registered_model_alias(track.NAME, track.CHAMPION, first)
    client.delete_registered_model_alias(track.NAME, release.PREVIOUS)
    return first, second, third


def champion(client):
    return release.aliases(client)[track.CHAMPION]


def said(capsys, *words):
    release.main(list(words))
    return capsys.readouterr().out


def test_the_list_shows_versions_scores_and_titles(versions, capsys):
    lines = said(capsys).splitlines()
    assert lines[0].split() == ["version", "run", "ROC", "AUC"]
    assert lines[1].split()[:4] == [versions[2], "number", "2", "0.820"]
    assert lines[3].split()[-1] == "champion"


def test_a_version_is_pinned_and_taken_back(client, versions, capsys):
    assert f"before: {versions[0]}" in said(capsys, "pin", versions[2])
    assert champion(client) == versions[2]
    assert "again" in said(capsys, "back")
    assert champion(client) == versions[0]
    said(capsys, "back")  # the way back has a way back
    assert champion(client) == versions[2]


def test_a_running_service_follows_without_a_restart(client, versions, server, monkeypatch, capsys):
    monkeypatch.setenv("FOLLOW", "3600")  # the test looks itself
    example = schema.Request.model_config["json_schema_extra"]["examples"][0]
    settings = serve.Settings(model=CHAMPION, mlflow_tracking_uri=server)
    with TestClient(serve.create_app(settings)) as service:
        seen = [service.post("/predict", json=example).json()]
        for words in (["pin", versions[1]], ["back"]):
            said(capsys, *words)
            service.app.state.follower.look()
            seen.append(service.post("/predict", json=example).json())
    names = [answer["model_version"].rpartition("/")[2] for answer in seen]
    assert names == [versions[0], versions[1], versions[0]]
    assert seen[0] == seen[2]
    assert seen[0]["probability"] != seen[1]["probability"]


def test_another_title_leaves_the_champion_alone(client, versions, capsys):
    assert "is the challenger now" in said(capsys, "pin", versions[2], "--as", "challenger")
    assert release.aliases(client)["challenger"] == versions[2]
    assert champion(client) == versions[0]


def test_a_pinned_number_is_served_whoever_is_champion(versions, server):
    pinned = f"models:/{track.NAME}/{versions[1]}"
    settings = serve.Settings(model=pinned, mlflow_tracking_uri=server)
    with TestClient(serve.create_app(settings)) as service:
        about = service.get("/model").json()
    assert about["model_version"] == f"{track.NAME}/{versions[1]}"


def test_which_version_it_is_can_be_asked_without_fetching_it(versions, server):
    assert registry.version_of(CHAMPION, server) == f"{track.NAME}/{versions[0]}"
    pinned = f"models:/{track.NAME}/{versions[1]}"
    assert registry.version_of(pinned, server) == f"{track.NAME}/{versions[1]}"
    with pytest.raises(registry.RegistryError, match="nobody"):
        registry.version_of(f"models:/{track.NAME}@nobody", server)


def test_a_version_that_cannot_answer_does_not_get_the_title(client, versions, monkeypatch):
    monkeypatch.setattr(engine.Engine, "predict", lambda *_: 1 / 0)
    with pytest.raises(SystemExit, match="cannot answer"):
        release.main(["pin", versions[1]])
    assert champion(client) == versions[0]


@pytest.mark.parametrize(
    ("words", "reason"), [(["pin", "99"], "99"), (["back"], "no version before")]
)
def test_what_cannot_be_done_is_explained(client, versions, words, reason):
    with pytest.raises(SystemExit, match=reason):
        release.main(words)
    assert champion(client) == versions[0]


def test_a_registry_that_is_down_is_explained(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(SystemExit, match="MLflow at `http://127.0.0.1:9` failed"):
        release.main([])
