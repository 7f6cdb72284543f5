"""The model in 8 bits is smaller, answers alike, can be served, and is refused if it is worse."""

import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from mnist import data, models, train
from mnist.params import Params
from mnist.scaling import quantise
from mnist.service import engine, schema, serve
from mnist.tracking import export

OPTIONS = {"epochs": 12, "width": 8, "dropout": 0.0, "shift": 0}


@pytest.fixture(scope="module")
def exported(splits, tmp_path_factory):
    """Return the path of the ONNX file of a network that was trained on few digits."""
    settings = Params(1, "cnn", OPTIONS)
    model = train.fit(train.build(settings), splits.train, splits.validation, 1)
    metrics = train.scores(model, splits.test, "test") | {"baseline_majority_accuracy": 0.1}
    folder = tmp_path_factory.mktemp("models")
    return export.write(model, settings, metrics, folder)[0]


@pytest.fixture(scope="module")
def done(exported, splits):
    """Return the models, and what was found out about them."""
    contents = quantise.candidates(exported, splits)
    source = engine.load(exported)
    engines = quantise.loaded(contents, quantise._about(source, "test"))
    return contents, engines, quantise.compare(contents, engines, splits, seconds=0.5)


def test_the_command_writes_a_model_and_its_report(exported, tmp_path, run):
    reports, folder = tmp_path / "reports", tmp_path / "int8"
    code, said = run(
        quantise.main, "--model", exported, "--folder", folder, "--reports", reports,
        "--seconds", 0.5, "--margin", 2,
    )  # fmt: skip
    assert code == 0, said
    assert max(map(len, said.partition("Wrote")[0].splitlines())) <= 80
    assert (reports / "quantisation.png").stat().st_size > 10_000
    found = json.loads((reports / "quantisation.json").read_text())
    assert list(found) == ["original", "static", "dynamic"]
    about = engine.describe(folder / "model.json")
    assert about.metrics["test_accuracy"] == found["static"]["test_accuracy"]
    assert about.metrics["baseline_majority_accuracy"] == 0.1
    assert about.extra["from"] == engine.load(exported).version != about.version


def test_it_is_smaller_and_gives_nearly_the_same_answers(done, splits):
    contents, engines, found = done
    assert len(contents["static"]) < 0.6 * len(contents["original"])
    assert found["differ"]["original"] == 0
    before, after = (
        schema.ask(engines[name], splits.test.images) for name in ("original", "static")
    )
    assert np.abs(after - before).mean() < 0.02
    assert (after.argmax(1) == before.argmax(1)).mean() >= 0.95
    for size in (1, 64):
        assert (found[f"p50 of {size}"] > 0).all()
        assert (found[f"p50 of {size}"] <= found[f"p99 of {size}"]).all()


def test_it_can_be_served(done, exported, tmp_path):
    contents, _, found = done
    source = engine.load(exported)
    path, _ = quantise.write(contents["static"], source, found, 100, tmp_path / "int8")
    app = serve.create_app(serve.Settings(model=str(path)))
    with TestClient(app) as client:
        answer = client.post("/predict", json={"image": schema.SEVEN}).json()
    assert answer["model_version"] == engine.load(path).version
    assert len(answer["probabilities"]) == 10


def test_a_model_that_lost_too_much_is_not_written(done, exported, tmp_path):
    contents, _, found = done
    source, folder = engine.load(exported), tmp_path / "int8"
    found = found.assign(validation_accuracy=[1.0, 0.0, 1.0])
    with pytest.raises(quantise.bundle.ExportError, match="more than 0.5"):
        quantise.write(contents["static"], source, found, 0.5, folder)
    assert not list(folder.glob("model.*"))


def test_other_models_can_be_quantised_too(splits, tmp_path):
    model = models.build("logistic_regression")
    train.fit(model, splits.train, splits.validation, 1)
    path = export.write(model, Params(1, "logistic_regression"), {}, tmp_path)[0]
    assert len(quantise.static(path, splits.train.images)) < 0.5 * path.stat().st_size


def test_without_an_exported_model_it_says_what_to_do(run, tmp_path):
    code, said = run(quantise.main, "--model", tmp_path / "model.onnx")
    assert (code, "uv run export" in said) == (1, True)


def test_a_model_that_learned_from_other_digits_is_not_judged_by_these(
    exported, run, sample, monkeypatch, tmp_path
):
    monkeypatch.setattr(data, "load", lambda *_: sample.take(np.arange(1000, 5000)))
    folder = tmp_path / "int8"
    code, said = run(quantise.main, "--model", exported, "--folder", folder)
    assert (code, "learned from other digits" in said) == (1, True)
    assert not folder.exists()
