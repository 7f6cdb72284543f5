"""The commands write what the README says, and answer a mistake with one sentence."""

import json
import re
import shutil
import zipfile

import pandas as pd
import pytest
from failing import failure

from time_series import data, models, params, plots, predict, train


@pytest.fixture
def repo(tmp_path, monkeypatch, saved, result):
    """Send everything the commands write into a folder of the test's own with a trained model."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(predict.load_model, "__defaults__", (tmp_path / "models" / "model.skops",))
    monkeypatch.setattr(train, "train", lambda _: result)
    return tmp_path


def test_train_writes_every_file_that_it_names(repo, capsys):
    train.main([])
    out = capsys.readouterr().out
    printed = re.findall(r"(?:reports|models)/\w+\.\w+", out)
    assert len(printed) == 2 + len(list((repo / "reports").glob("*.png"))) == 5
    assert all((repo / path).stat().st_size > 0 for path in printed)
    assert max(map(len, out.splitlines())) <= 80


def test_the_scores_in_the_readme_are_those_of_a_run(result):
    readme = (params.PATH.parent / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    measured = {name: value for name, value in result.metrics.items() if name in shown}
    for name, value in measured.items():
        near = pytest.approx(float(shown[name]), rel=0.03, abs=0.005)
        assert value == near, f"{name}: update README.md"


def test_metrics_are_numbers_that_a_machine_can_read(repo, result):
    metrics = json.loads((repo / "reports" / "metrics.json").read_text())
    assert set(metrics) == set(result.metrics)
    assert all(value >= 0 for value in metrics.values())


def test_pictures_are_the_same_bytes_on_every_run(repo, result, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    train.save(result, again)
    for picture in (repo / "reports").glob("*.png"):
        assert picture.read_bytes() == (again / "reports" / picture.name).read_bytes()


def test_a_model_without_weights_has_no_picture_of_them(rides, result):
    exam = pd.DataFrame({"truth": rides, "forecast": rides, "origin": rides.index[-15]})
    drawn = plots.figures(models.build("last_year"), rides, exam)
    assert list(drawn) == ["rides", "forecast"]
    assert list(result.figures) == ["rides", "forecast", "holidays"]


def test_predict_forecasts_the_days_after_the_series(repo, capsys, result, rides):
    predict.main(["--days", "8"])
    printed = capsys.readouterr().out.splitlines()
    assert "after Sunday, 28 August 2016" in printed[0]
    assert len(printed) == 2 + 8
    assert printed[2].split()[:3] == [
        "2016-08-29",
        "Mon",
        f"{result.model.predict(rides).iloc[0]:.1f}",
    ]
    assert printed[-1].endswith("Labor Day")


def test_predict_goes_on_from_a_file_and_writes_the_forecast(repo, tmp_path, rides, capsys):
    own, answers = tmp_path / "own.csv", tmp_path / "answers.csv"
    rides[:"2015-12-20"].to_csv(own)
    predict.main(["--file", str(own), "--output", str(answers)])
    written = pd.read_csv(answers, index_col="date", parse_dates=True)
    truth = rides[written.index]
    assert len(written) == 14
    assert abs(written["forecast"] - truth).mean() < abs(written["usual"] - truth).mean()
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 120


@pytest.mark.parametrize("days", ["0", "15", "many"])
def test_a_horizon_that_the_model_cannot_reach_is_explained(repo, capsys, days):
    code, message = failure(capsys, predict.main, "--days", days)
    assert (code, "--days" in message) == (2, True)


def test_a_file_without_the_right_columns_is_explained(repo, capsys, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    code, message = failure(capsys, predict.main, "--file", tmp_path / "other.csv")
    assert (code, "other.csv" in message) == (1, True)


def test_before_training_predict_says_what_to_do(repo, capsys):
    (repo / "models" / "model.skops").unlink()
    assert "uv run train" in failure(capsys, predict.main)[1]


def test_a_damaged_model_is_explained(repo, capsys):
    (repo / "models" / "model.skops").write_bytes(b"half a model")
    assert "damaged" in failure(capsys, predict.main)[1]


def test_a_model_file_with_a_foreign_type_inside_is_not_opened(repo):
    path = repo / "models" / "model.skops"
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    schema = json.loads(parts["schema.json"]) | {"__class__": "Popen", "__module__": "subprocess"}
    with zipfile.ZipFile(path, "w") as file:
        for name, part in parts.items():
            file.writestr(name, json.dumps(schema) if name == "schema.json" else part)
    with pytest.raises(models.ModelError, match=r"subprocess\.Popen"):
        predict.load_model(path)


def test_a_file_in_the_way_of_a_folder_is_explained(repo, capsys, monkeypatch, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "reports").write_text("in the way")
    monkeypatch.setattr(data, "ROOT", tmp_path / "elsewhere")
    assert "reports" in failure(capsys, train.main)[1]
