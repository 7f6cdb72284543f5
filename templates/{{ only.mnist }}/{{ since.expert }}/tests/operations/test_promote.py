"""A challenger becomes champion if it is better, and only then."""

import json

import numpy as np
import pytest

from mnist import train
from mnist.operations import promote
from mnist.params import Params
from mnist.service import registry
from mnist.tracking import export, track

CONTENDERS = [
    Params(42, "majority"),
    Params(42, "logistic_regression", {"C": 0.1}),
    Params(42, "logistic_regression", {"C": 0.00001}),
    Params(7, "majority"),
]


@pytest.fixture(scope="module")
def store(few, tmp_path_factory):
    """Register the contenders in a registry of our own, the way `track` does."""
    from mlflow import MlflowClient

    folder = tmp_path_factory.mktemp("registry")
    uri = f"sqlite:///{folder / 'mlflow.db'}"
    client = MlflowClient(uri)
    experiment = client.create_experiment("test", (folder / "runs").as_uri())
    client.create_registered_model(track.NAME)
    for number, settings in enumerate(CONTENDERS):
        run = client.create_run(experiment)
        model = train.fit(train.build(settings), few, few, settings.seed)
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
    result, said, champion, _ = contest(None, "--back")
    assert (result, champion) == (0, "1")


def test_a_worse_model_is_refused_and_the_exit_code_says_so(contest, tmp_path):
    result, said, champion, found = contest("2", "--version", "3")
    assert (result, champion, found["promoted"]) == (promote.REFUSED, "2", False)
    assert "stays the champion" in said
    assert f"Wrote {tmp_path.name}/promotion.json" in said


def test_a_better_model_is_refused_where_the_margin_is_wider(contest):
    result, _, champion, _ = contest("1", "--version", "2", "--margin", "0.95")
    assert (result, champion) == (promote.REFUSED, "1")


def test_a_dry_run_changes_nothing(contest):
    result, said, champion, _ = contest("1", "--version", "2", "--dry-run")
    assert (result, champion) == (0, "1")
    assert "would be" in said


def test_the_newest_version_challenges_and_must_not_have_seen_the_test_set(contest):
    result, said, champion, _ = contest("1")
    assert (result, champion) == (1, "1")
    assert "Version 4 was trained with seed 7" in said


def test_without_a_champion_the_first_one_takes_the_title_but_not_in_a_dry_run(contest, store):
    store[1].delete_registered_model_alias(track.NAME, track.CHAMPION)
    result, said, champion, _ = contest(None, "--version", "2", "--dry-run")
    assert (result, champion, "would be" in said) == (0, "None", True)
    assert contest(None, "--version", "4")[:3:2] == (1, "None")  # it has seen the test set
    assert contest(None, "--version", "2")[:3:2] == (0, "2")


def test_a_dry_run_gives_no_title_back(contest):
    contest("1", "--version", "2")
    result, said, champion, _ = contest(None, "--back", "--dry-run")
    assert (result, champion, "would be" in said) == (0, "2", True)


def test_without_an_opponent_it_says_how_to_make_one(contest):
    result, said, champion, _ = contest("2", "--version", "2")
    assert (result, champion) == (0, "2")
    assert "no contest" in said
    assert "uv run track" in said


def test_an_unknown_version_is_explained(contest):
    result, said, champion, _ = contest("1", "--version", "99")
    assert (result, champion) == (1, "1")


def test_an_empty_registry_is_explained(monkeypatch, tmp_path, code):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'empty.db'}")
    assert code(promote.main)[0] == 1


def test_equal_models_gain_nothing_and_carry_all_the_risk():
    marks = np.array([1.0, 0.0, 1.0, 1.0])
    verdict = promote.judge(marks, marks, 0)
    assert (verdict.gain, verdict.risk, verdict.mcnemar) == (0, 1, None)


def test_mcnemar_is_the_exact_binomial_test():
    champion = np.array([1.0] * 10 + [0.0] * 8)
    challenger = np.array([1.0] * 8 + [0.0] * 2 + [1.0] * 8)
    # 8 of 10 rows on which they differ: 2 * (45 + 10 + 1) / 1024
    assert promote.judge(champion, challenger, 0).mcnemar == pytest.approx(112 / 1024)


def test_a_lucky_gain_is_refused():
    rng = np.random.default_rng(0)
    champion = np.array([1.0] * 150 + [0.0] * 112)
    challenger = champion.copy()
    challenger[rng.choice(262, 60, replace=False)] = 1 - challenger[0]
    challenger[:30], challenger[-33:] = 0.0, 1.0
    challenger[30:150] = 1.0
    challenger[150:-33] = 0.0
    verdict = promote.judge(champion, challenger, 0)
    assert verdict.gain >= promote.MARGIN
    assert verdict.risk > promote.RISK


def test_before_anything_was_tracked_the_way_is_shown(tmp_path, monkeypatch, code):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'new.db'}")
    result, said = code(promote.main)
    assert (result, "uv run track" in said) == (1, True)
