"""A challenger becomes champion if its recipe is better, and only then."""

import json

import numpy as np
import pytest

from recommender import data, train
from recommender.operations import cases, promote
from recommender.params import Params
from recommender.service import engine, registry
from recommender.tracking import export, track

CONTENDERS = [
    Params(42, "popularity"),
    Params(42, "item_knn", {"neighbours": 20, "shrinkage": 5.0}),
    Params(42, "well_rated"),
    Params(7, "popularity"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory, lens):
    """Register the contenders in a registry of our own, the way `track` does."""
    from mlflow import MlflowClient

    folder = tmp_path_factory.mktemp("registry")
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    client = MlflowClient(uri)
    experiment = client.create_experiment("test", (folder / "runs").as_uri())
    client.create_registered_model(track.NAME)
    for number, settings in enumerate(CONTENDERS):
        run = client.create_run(experiment)
        model = train.estimator(settings).fit(data.matrix(lens.ratings, lens.shape))
        export.write(model, settings, {}, folder / str(number))
        client.log_artifacts(run.info.run_id, str(folder / str(number)), registry.FOLDER)
        client.create_model_version(track.NAME, f"runs:/{run.info.run_id}", run.info.run_id)
    return uri, client


@pytest.fixture
def contest(store, monkeypatch, tmp_path, settings, code):
    """Return a function: let a version challenge another; get exit code, champion and report."""
    uri, client = store
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)

    def hold(champion, *flags):
        if champion:
            client.set_registered_model_alias(track.NAME, track.CHAMPION, champion)
        places = ["--params", settings, "--reports", tmp_path]
        result, said = code(promote.main, *flags, *places)
        held = client.get_registered_model(track.NAME).aliases
        report = tmp_path / "promotion.json"
        found = json.loads(report.read_text()) if report.exists() else {}
        return result, said, str(held.get(track.CHAMPION)), found

    return hold


def test_a_better_model_is_promoted_and_can_be_taken_back(contest):
    result, said, champion, found = contest("1", "--version", "2")
    assert (result, champion, found["promoted"]) == (0, "2", True)
    assert found["gain"] >= promote.MARGIN
    assert found["mcnemar"] is None  # gains are no right and wrong
    result, said, champion, _ = contest(None, "--back")
    assert (result, champion) == (0, "1")


def test_a_worse_model_is_refused_and_the_exit_code_says_so(contest, tmp_path):
    result, said, champion, found = contest("2", "--version", "3")
    assert (result, champion, found["promoted"]) == (promote.REFUSED, "2", False)
    assert "stays the champion" in said
    assert f"Wrote {tmp_path.name}/promotion.json" in said


def test_a_dry_run_changes_nothing(contest):
    result, said, champion, _ = contest("1", "--version", "2", "--dry-run")
    assert (result, champion) == (0, "1")
    assert "would be" in said


def test_without_a_champion_the_first_one_takes_the_title_but_not_in_a_dry_run(contest, store):
    store[1].delete_registered_model_alias(track.NAME, track.CHAMPION)
    result, said, champion, _ = contest(None, "--version", "2", "--dry-run")
    assert (result, champion, "would be" in said) == (0, "None", True)
    assert contest(None, "--version", "4")[:3:2] == (1, "None")  # it has seen the test set
    assert contest(None, "--version", "2")[:3:2] == (0, "2")


def test_without_an_opponent_it_says_how_to_make_one(contest):
    result, said, champion, _ = contest("2", "--version", "2")
    assert (result, champion) == (0, "2")
    assert "no contest" in said
    assert "uv run track" in said


def test_a_dry_run_gives_no_title_back(contest):
    contest("1", "--version", "2")
    result, said, champion, _ = contest(None, "--back", "--dry-run")
    assert (result, champion, "would be" in said) == (0, "2", True)


def test_the_newest_version_challenges_and_must_have_the_same_hidden_films(contest):
    result, said, champion, _ = contest("1")
    assert (result, champion) == (1, "1")
    assert "Version 4 was trained with seed 7" in said


def test_an_unknown_version_and_an_empty_registry_are_explained(
    contest, monkeypatch, tmp_path, code
):
    assert contest("1", "--version", "99")[0] == 1
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'empty.db'}")
    assert code(promote.main)[0] == 1


def test_the_marks_are_those_of_a_model_that_has_not_seen_the_hidden_films(exported, result):
    marks = cases.marks(engine.load(exported / "model.onnx"), 42)
    assert marks.mean() == pytest.approx(result.metrics["test_ndcg"], abs=1e-4)


def test_equal_models_gain_nothing_and_carry_all_the_risk():
    marks = np.array([0.6, 0.0, 0.3, 1.0])
    verdict = promote.judge(marks, marks, 0)
    assert (verdict.gain, verdict.risk, verdict.mcnemar) == (0, 1, None)


def test_before_anything_was_tracked_the_way_is_shown(tmp_path, monkeypatch, code):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'new.db'}")
    result, said = code(promote.main)
    assert (result, "uv run track" in said) == (1, True)
