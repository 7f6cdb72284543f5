"""`train` and `predict`, as they are typed."""

import json

import numpy as np
import pytest

from foundations import data, models, params, predict
from foundations import train as training
from foundations.errors import UserError


@pytest.fixture
def saved(result, tmp_path, monkeypatch):
    training.save(result, tmp_path)
    monkeypatch.setattr(predict, "MODEL", tmp_path / "models" / "model.json")
    return tmp_path


def test_the_model_beats_both_baselines(result):
    found = result.metrics
    assert found["cv_accuracy_mean"] > found["baseline_group_rule_accuracy"]
    assert found["baseline_group_rule_accuracy"] > found["baseline_majority_accuracy"]


def test_a_saved_model_answers_as_before(result, saved):
    people = data.load().head(50)
    again = predict.load_model(saved / "models" / "model.json")
    assert np.allclose(again.probabilities(people), result.model.probabilities(people))


def test_metrics_and_pictures_are_written(saved, result):
    written = json.loads((saved / "reports" / "metrics.json").read_text(encoding="utf-8"))
    assert written.keys() == result.metrics.keys()
    pictures = {path.stem for path in (saved / "reports").glob("*.png")}
    assert pictures == {"weights", "descent", "bootstrap", "roc_curve", "projection"}


def test_women_of_first_class_are_likelier_to_live(saved):
    model = predict.load_model(saved / "models" / "model.json")
    someone = {name: default for name, (default, _) in data.FLAGS.items()}
    her = predict.predict(model, someone | {"sex": "female", "pclass": 1})
    him = predict.predict(model, someone)
    boy = predict.predict(model, someone | {"name": "Smith, Master. Tom", "age": 5.0})
    assert him < boy < her


@pytest.mark.parametrize(
    ("words", "who"), [([], "male, age unknown, class 3"), (["--age", "4.5"], "male, age 4.5,")]
)
def test_the_answer_says_of_whom(saved, words, who, monkeypatch, capsys):
    monkeypatch.setattr(predict.load_model, "__defaults__", (saved / "models" / "model.json",))
    predict.main(words)
    assert f"A passenger ({who}" in capsys.readouterr().out


def test_the_help_tells_the_defaults(capsys):
    with pytest.raises(SystemExit):
        predict.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "female or male; default: male" in said
    assert "in years; default: unknown" in said


@pytest.mark.parametrize("words", [["--age", "300"], ["--sex", "cat"], ["--pclass", "4"]])
def test_senseless_facts_are_refused(saved, words, monkeypatch, capsys):
    monkeypatch.setattr(predict.load_model, "__defaults__", (saved / "models" / "model.json",))
    with pytest.raises(SystemExit) as end:
        predict.main(words)
    assert f"`{words[0]}` must be" in str(end.value)


def test_a_model_that_is_missing_or_damaged_is_told(tmp_path):
    file = tmp_path / "model.json"
    with pytest.raises(UserError, match="Train first"):
        predict.load_model(file)
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="holds no model"):
        predict.load_model(file)


def test_the_same_seed_gives_the_same_scores_and_another_seed_others(result):
    same = params.Params(42, "logistic_regression", {"pieces": "numpy"})
    assert training.train(same).metrics == result.metrics
    other = params.Params(43, "logistic_regression", {"pieces": "numpy"})
    assert training.train(other).metrics != result.metrics


@pytest.mark.parametrize("name", ["majority", "group_rule"])
def test_a_baseline_can_be_trained_alone(name):
    found = training.train(params.Params(42, name, {"pieces": "numpy"}))
    assert found.metrics["cv_accuracy_mean"] == found.metrics[f"baseline_{name}_accuracy"]


@pytest.mark.parametrize("option", [{"rate": 0}, {"epochs": "many"}, {"batch": -1}])
def test_senseless_options_are_refused(option):
    with pytest.raises(UserError, match="must be a number above 0"):
        models.build("logistic_regression", **option)
