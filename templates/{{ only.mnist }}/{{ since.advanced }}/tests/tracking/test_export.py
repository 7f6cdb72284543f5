"""The exported model is the trained model, or there is none."""

import json

import numpy as np
import onnx
import pytest

from mnist import data, models, train
from mnist.history import TrainingError
from mnist.params import Params
from mnist.service import engine, schema
from mnist.tracking import bundle, export, onnxes


def trained(name, few):
    """Return settings and a quickly trained model; what it has learned does not matter here."""
    options = {} if name in ("majority", "logistic_regression") else {"epochs": 1}
    settings = Params(model=name, options=options)
    return settings, train.fit(train.build(settings), few, few, seed=1)


@pytest.mark.parametrize("name", ["logistic_regression", "majority", "mlp"])
def test_every_kind_of_model_answers_the_same_for_every_picture(name, few, sample, tmp_path):
    settings, model = trained(name, few)
    files = export.write(model, settings, {}, tmp_path)
    answers = engine.load(files[0]).run({"images": sample.images})
    assert np.abs(answers - model.predict_proba(sample.images)).max() < bundle.TOLERANCE


def test_the_network_of_the_readme_does_so_too(exported, result, sample):
    model = engine.load(exported / "model.onnx")
    expected = result.model.predict_proba(sample.images)
    assert np.abs(model.run({"images": sample.images}) - expected).max() < bundle.TOLERANCE
    one = model.run({"images": sample.images[:1]})  # the batch may have any size
    assert np.abs(one - expected[:1]).max() < bundle.TOLERANCE


def test_a_model_that_onnx_cannot_hold_is_refused_in_one_sentence(few, tmp_path, monkeypatch):
    class Guess:
        def predict_proba(self, images):
            return np.full((len(images), 10), 0.1)

    with pytest.raises(bundle.ExportError, match="`Guess` cannot be written"):
        export.write(Guess(), Params(), {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_has_learned_nothing_is_refused():
    with pytest.raises(TrainingError, match="uv run train"):
        onnxes.convert(models.build("cnn"))


def test_a_model_that_would_answer_differently_is_refused(few, tmp_path, monkeypatch):
    settings, model = trained("logistic_regression", few)
    monkeypatch.setattr(
        type(model), "predict_proba", lambda _, images: np.full((len(images), 10), 0.1)
    )
    with pytest.raises(bundle.ExportError, match="not faithful"):
        export.write(model, settings, {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_model_gives_the_same_file_and_it_names_no_folder(exported, result):
    content = (exported / "model.onnx").read_bytes()
    assert onnxes.convert(result.model) == content
    assert str(data.ROOT).encode() not in content
    graph = onnx.load_from_string(content).graph
    assert [(value.name, value.type.tensor_type.elem_type) for value in graph.input] == [
        ("images", onnx.TensorProto.UINT8)
    ]


def test_the_description_holds_shares_and_no_picture(exported, result):
    about = json.loads((exported / "model.json").read_text(encoding="utf-8"))
    assert about["rows"] == 3500
    assert about["extra"] == {"digits": result.digits, "familiar": schema.packed(result.familiar)}
    assert {"ink", "thickness", "slant"} <= set(about["profile"])
    assert all(set(facts) >= {"edges", "shares"} for facts in about["profile"].values())
    assert about["params"] == {"seed": 42, **result.params.options}


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """Return a folder with a model that has learned from the 5,000 digits."""
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(data, "FULL", tmp_path / "no")
    monkeypatch.setattr(export, "FOLDER", tmp_path / "models")
    train.save(train.train(Params(model="logistic_regression")), tmp_path)
    return tmp_path


def test_the_command_wants_the_params_that_were_trained_with(repo, tmp_path, capsys):
    same = tmp_path / "same.yaml"
    same.write_text("model: logistic_regression")
    export.main(["--params", str(same)])
    assert "answers agree" in capsys.readouterr().out
    other = tmp_path / "other.yaml"
    other.write_text("model: logistic_regression\noptions: {C: 0.5}\n")
    with pytest.raises(SystemExit, match="was edited since"):
        export.main(["--params", str(other)])


def test_the_command_wants_the_digits_that_were_learned_from(repo, sample, monkeypatch):
    (repo / "mine.yaml").write_text("model: logistic_regression")
    monkeypatch.setattr(data, "load", lambda *_: sample.take(np.arange(1000, 5000)))
    with pytest.raises(SystemExit, match=r"not learned from the digits that are here.*again"):
        export.main(["--params", str(repo / "mine.yaml")])
    assert not (repo / "models" / "model.json").exists()
