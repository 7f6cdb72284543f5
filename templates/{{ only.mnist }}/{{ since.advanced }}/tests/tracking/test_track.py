"""A run leaves a record that can be found, compared and served."""

import mlflow
import numpy as np
import pytest
from fastapi.testclient import TestClient
from mlflow import MlflowClient
from recording import running

from mnist import data, train
from mnist.service import engine, registry, serve
from mnist.tracking import export, flavour, track


@pytest.fixture(scope="module", autouse=True)
def patch(result, sample, copied, tmp_path_factory):
    """Train and export once for all records, and keep them out of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setattr(data, "ROOT", tmp_path_factory.mktemp("project"))
        patch.setattr(train, "train", lambda _: result)
        patch.setattr(export, "write", copied)
        patch.setattr(flavour.data, "load", lambda: sample)
        yield patch


@pytest.fixture(scope="module")
def first(patch, result):
    return track.track(result.params, "my idea")


@pytest.fixture(scope="module")
def second(first, result):
    return track.track(result.params)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


def test_a_run_records_all_there_is_to_know(first, result):
    client = MlflowClient(track.tracking_uri())
    run = client.get_run(first.run_id)
    assert run.info.run_name == "my idea"
    asked = {"seed": result.params.seed, "model": result.params.model, **result.params.options}
    assert run.data.params == {name: str(value) for name, value in asked.items()}
    scores = {name: run.data.metrics[name] for name in result.metrics}
    assert scores == pytest.approx(result.metrics)
    figures = [file.path for file in client.list_artifacts(first.run_id, "figures")]
    assert sorted(figures) == sorted(f"figures/{name}.png" for name in result.figures)
    assert not list(data.ROOT.rglob("*.pkl")), "a pickle could run anybody's code"


def test_a_run_records_its_curves_epoch_by_epoch(first, result):
    client = MlflowClient(track.tracking_uri())
    for name, field in [
        ("epoch_training_loss", "loss"),
        ("epoch_training_accuracy", "accuracy"),
        ("epoch_validation_loss", "val_loss"),
        ("epoch_validation_accuracy", "val_accuracy"),
    ]:
        noted = {each.step: each.value for each in client.get_metric_history(first.run_id, name)}
        assert noted == pytest.approx(
            {epoch.number: getattr(epoch, field) for epoch in result.model.history}
        )


def test_the_registered_model_answers_like_the_trained_one(first, result, few):
    mlflow.set_tracking_uri(track.tracking_uri())
    model = mlflow.pyfunc.load_model(f"models:/{track.NAME}/{first.version}")
    assert model.metadata.signature.inputs.input_names() == ["images"]
    answers = model.predict({"images": few.images})["probabilities"]
    assert np.abs(answers - result.model.predict_proba(few.images)).max() < 1e-5


def test_the_first_version_is_the_champion_and_stays_it(first, second):
    assert (first.champion, second.champion) == (True, False)
    champion = MlflowClient(track.tracking_uri()).get_model_version_by_alias(track.NAME, "champion")
    assert str(champion.version) == first.version


def test_the_local_champion_can_be_served(second):
    settings = serve.Settings(
        model=f"models:/{track.NAME}@champion", mlflow_tracking_uri=track.tracking_uri()
    )
    with TestClient(serve.create_app(settings)) as client:
        assert client.get("/ready").json()["model_version"] == f"{track.NAME}/1"


def test_a_server_keeps_the_record_and_hands_the_model_out(
    server, monkeypatch, tmp_path, result, few
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    tracked = track.track(result.params)
    path, version = registry.fetch(f"models:/{track.NAME}@champion", server, tmp_path)
    assert version == f"{track.NAME}/{tracked.version}"
    answers = engine.load(path).run({"images": few.images})
    assert np.abs(answers - result.model.predict_proba(few.images)).max() < 1e-5
    again, _ = registry.fetch(f"models:/{track.NAME}/{tracked.version}", server, tmp_path)
    assert again == path


@pytest.mark.parametrize("name", [f"models:/{track.NAME}@nobody", "models:/nothing@champion"])
def test_what_a_registry_does_not_know_is_named(server, first, tmp_path, name):
    with pytest.raises(registry.RegistryError, match=r"nobody|nothing"):
        registry.fetch(name, server, tmp_path)
    with pytest.raises(registry.RegistryError, match="has no such model"):
        registry.fetch(name, track.tracking_uri(), tmp_path)


def test_a_server_that_is_down_ends_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(SystemExit, match=r"error: MLflow at `http://127.0.0.1:9` failed"):
        track.main([])
