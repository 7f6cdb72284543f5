"""The exported model is the trained model, or there is none."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB

from deployed_api import data, features, models, params, train
from deployed_api.analysis import costs
from deployed_api.service import engine
from deployed_api.tracking import bundle, export, profiles

REFUSED = {"majority": "DummyClassifier", "calibrated": "CalibratedClassifierCV"}
FAITHFUL = [name for name in models.available() if name not in REFUSED]


# and the one in params.yaml with its options
CHOICES = [params.Params(model=name) for name in FAITHFUL]
CHOICES += [chosen for chosen in [params.load()] if chosen.model in FAITHFUL]


@pytest.mark.parametrize("settings", CHOICES, ids=lambda chosen: chosen.model)
def test_every_model_answers_the_same_for_every_loan(settings, tmp_path):
    loans = data.load()
    model = train.fit(train.estimator(settings), data.split(loans, settings.seed).train)
    files = export.write(model, settings, {}, tmp_path)
    rows = [features.row(loan) for loan in loans.to_dict("records")]
    exported = engine.load(files[0]).predict(rows)
    original = model.predict_proba(features.make(loans))
    assert np.abs(exported - original).max() < 1e-5


@pytest.mark.parametrize("name", REFUSED)
def test_a_model_that_onnx_cannot_hold_is_refused_in_one_sentence(name, tmp_path):
    settings = params.Params(model=name)
    model = train.fit(train.estimator(settings), data.load())
    with pytest.raises(bundle.ExportError, match=REFUSED[name]):
        export.write(model, settings, {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_would_answer_differently_is_refused(result, tmp_path, monkeypatch):
    class Wrong:
        def predict_proba(self, table):
            return result.model.predict_proba(table).round(2)

    monkeypatch.setattr(export, "_raw", lambda _, table: Wrong().predict_proba(table))
    with pytest.raises(bundle.ExportError, match="not faithful"):
        export.write(result.model, result.params, {}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_model_gives_the_same_files(result, tmp_path):
    for name in ("a", "b"):
        export.write(result.model, result.params, result.metrics, tmp_path / name)
    for file in ("model.onnx", "model.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_costs_travel_with_the_model(result, tmp_path, monkeypatch):
    monkeypatch.setattr(costs, "load", lambda: costs.Costs(1, 3))
    files = export.write(result.model, result.params, result.metrics, tmp_path)
    about = json.loads(files[1].read_text(encoding="utf-8"))
    line = {"good_refused": 1, "bad_accepted": 3}
    assert about["extra"] == {"costs": line, "threshold": 0.25}


def test_a_profile_tells_how_the_values_spread():
    table = pd.DataFrame({"n": [1.0, 2.0, 3.0, 4.0, None], "w": ["x", "x", "y", "x", "x"]})
    found = profiles.profile(table)
    assert found["n"]["missing"] == 0.2
    assert (found["n"]["min"], found["n"]["max"], found["n"]["mean"]) == (1.0, 4.0, 2.5)
    assert len(found["n"]["shares"]) == len(found["n"]["edges"]) + 1
    assert sum(found["n"]["shares"]) == pytest.approx(1)
    assert found["w"]["typical"] == "x"
    assert found["w"]["shares"] == {"x": 0.8, "y": 0.2}


def test_the_command_wants_the_params_that_were_trained_with(result, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(export, "FOLDER", tmp_path / "models")
    train.save(result, tmp_path)
    monkeypatch.setattr(export.predict, "load_model", lambda _: result.model)
    same = tmp_path / "same.yaml"
    same.write_text("model: logistic_regression\noptions: {C: 1.0}\n")
    export.main(["--params", str(same)])
    assert "4454 answers agree" in capsys.readouterr().out
    other = tmp_path / "other.yaml"
    other.write_text("model: logistic_regression\noptions: {C: 0.5}\n")
    with pytest.raises(SystemExit, match="was edited since"):
        export.main(["--params", str(other)])


def test_another_seed_is_refused_even_where_the_model_has_no_use_for_one(
    result, tmp_path, monkeypatch
):
    """It deals other rows into the test set, and the description would speak of those."""
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(models, "build", lambda _: GaussianNB())
    model, settings = GaussianNB().fit([[0.0], [1.0]], [0, 1]), params.Params(42, "mine")
    train.save(dataclasses.replace(result, model=model, params=settings), tmp_path)
    (tmp_path / "other.yaml").write_text("seed: 7\nmodel: mine\n")
    with pytest.raises(SystemExit, match="was edited since"):
        export.main(["--params", str(tmp_path / "other.yaml")])
