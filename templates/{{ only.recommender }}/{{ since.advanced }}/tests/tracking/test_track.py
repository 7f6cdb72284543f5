"""A run leaves a record that can be found, compared and served."""

import mlflow
import numpy as np
import pytest
from fastapi.testclient import TestClient
from mlflow import MlflowClient
from recording import running

from recommender import data, params, train
from recommender.service import engine, registry, schema, serve, shelf
from recommender.tracking import track


@pytest.fixture(scope="module", autouse=True)
def patch(result, tmp_path_factory):
    """Train once for all records, and keep them out of this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        patch.setattr(data, "ROOT", tmp_path_factory.mktemp("project"))
        patch.setattr(train, "train", lambda _: result)
        yield patch


@pytest.fixture(scope="module")
def first(patch):
    return track.track(params.load(), "my idea")


@pytest.fixture(scope="module")
def second(first):
    return track.track(params.load())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


def test_a_run_records_all_there_is_to_know(first, result):
    client = MlflowClient(track.tracking_uri())
    run = client.get_run(first.run_id)
    assert run.info.run_name == "my idea"
    settings = params.load()
    asked = {"seed": settings.seed, "model": settings.model, **settings.options}
    assert run.data.params == {name: str(value) for name, value in asked.items()}
    assert run.data.metrics == pytest.approx(result.metrics)
    figures = [file.path for file in client.list_artifacts(first.run_id, "figures")]
    assert sorted(figures) == sorted(f"figures/{name}.png" for name in result.figures)
    assert not list(data.ROOT.rglob("*.pkl")), "a pickle could run anybody's code"


def test_the_registered_model_answers_like_the_trained_one(first, result, lens):
    mlflow.set_tracking_uri(track.tracking_uri())
    model = mlflow.pyfunc.load_model(f"models:/{track.NAME}/{first.version}")
    assert model.metadata.signature.inputs.input_names() == ["films", "weights"]
    places = lens.ratings.loc[lens.ratings["user"] == 41, "film"].to_numpy()
    asked = {"films": places[None, :].astype(np.int64), "weights": np.ones((1, len(places)), "f4")}
    expected = result.model.scores(data.matrix(lens.ratings, lens.shape)[[41]])
    unseen = np.setdiff1d(np.arange(lens.shape[1]), places)
    assert np.allclose(model.predict(asked)["scores"][:, unseen], expected[:, unseen], atol=1e-4)


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
    server, monkeypatch, tmp_path, result, lens
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    tracked = track.track(params.load())
    path, version = registry.fetch(f"models:/{track.NAME}@champion", server, tmp_path)
    assert version == f"{track.NAME}/{tracked.version}"
    served = engine.load(path)
    asked = schema.Request(user=42)
    told = schema.answer(served, [asked])[0]
    watched = data.matrix(lens.ratings, lens.shape)[[41]]
    places = shelf.of(served).places(film.id for film in told.films)
    expected = result.model.scores(watched)[0, places]
    assert [film.score for film in told.films] == pytest.approx(expected, abs=1e-4)
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
