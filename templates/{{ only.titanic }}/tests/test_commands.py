"""The commands write what the README says, and answer a mistake with one sentence."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from titanic import data, models, params, predict, train
from titanic.errors import reported


@pytest.fixture(scope="session")
def saved(tmp_path_factory, result):
    """Save the model and the reports once."""
    folder = tmp_path_factory.mktemp("saved")
    train.save(result, folder)
    return folder


@pytest.fixture
def repo(tmp_path, monkeypatch, saved):
    """Send everything the commands write into a folder of the test's own with a trained model."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(predict.load_model, "__defaults__", (tmp_path / "models" / "model.skops",))
    return tmp_path


def failure(capsys, command, *arguments):
    """Run a command that must fail; return exit code and message."""
    with pytest.raises(SystemExit) as stop:
        command([str(argument) for argument in arguments])
    message = stop.value.code if isinstance(stop.value.code, str) else capsys.readouterr().err
    assert "Traceback" not in message
    return (1 if isinstance(stop.value.code, str) else stop.value.code), message


def test_train_writes_every_file_that_it_names(repo, capsys, tmp_path):
    (tmp_path / "default.yaml").write_text("model: logistic_regression")
    train.main(["--params", str(tmp_path / "default.yaml")])
    printed = re.findall(r"(?:reports|models)/\w+\.\w+", capsys.readouterr().out)
    assert len(printed) == 6
    assert all((repo / path).stat().st_size > 0 for path in printed)


def test_a_reader_that_has_seen_enough_is_no_mistake():
    code = "from titanic.errors import reported\nwith reported():\n    print('seen' * 100_000)\n"
    code += "raise SystemExit('what came after it was of no use')"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a full disk to offer")
def test_a_full_disk_is_told_in_one_sentence():
    with pytest.raises(SystemExit, match="^error: No space left on device.$"), reported():
        Path("/dev/full").write_text("anything")


def test_the_scores_in_the_readme_are_those_of_a_run(result):
    readme = (params.PATH.parent / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    measured = {name: value for name, value in result.metrics.items() if name in shown}
    for name, value in measured.items():
        assert value == pytest.approx(float(shown[name]), abs=0.005), f"{name}: update README.md"


def test_metrics_are_numbers_that_a_machine_can_read(repo, result):
    metrics = json.loads((repo / "reports" / "metrics.json").read_text())
    assert set(metrics) == set(result.metrics)
    assert all(0 <= value <= 1 for value in metrics.values())


def test_pictures_are_the_same_bytes_on_every_run(repo, result, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    train.save(result, again)
    for picture in (repo / "reports").glob("*.png"):
        assert picture.read_bytes() == (again / "reports" / picture.name).read_bytes()


def test_a_saved_model_gives_the_same_answers(repo, result):
    passengers = data.load()
    loaded = predict.load_model(repo / "models" / "model.skops")
    expected = predict.predict(result.model, passengers)
    pd.testing.assert_frame_equal(predict.predict(loaded, passengers), expected)


def test_predict_answers_for_one_passenger(repo, capsys):
    predict.main(["--sex", "female", "--pclass", "1", "--age", "29"])
    assert re.search(r"\d\d%.*survives", capsys.readouterr().out)


def test_predict_answers_for_a_file_and_writes_the_answers(repo, capsys, tmp_path):
    answers = tmp_path / "answers.csv"
    predict.main(["--file", str(data.CSV), "--output", str(answers)])
    assert "of 1309 passengers survive" in capsys.readouterr().out
    assert pd.read_csv(answers)["predicted_probability"].between(0, 1).all()


def test_names_that_a_terminal_cannot_show_do_not_stop_it(repo, tmp_path):
    odd = pd.read_csv(data.CSV).head(1).assign(name="Łódź, Mrs. Zoë \U0001f6a2")
    odd.to_csv(tmp_path / "odd.csv", index=False)
    predict.main(["--file", str(tmp_path / "odd.csv")])


@pytest.mark.parametrize("flags", [["--sex", "f"], ["--pclass", "4"], ["--output", "x.csv"]])
def test_a_wrong_flag_is_explained(repo, capsys, flags):
    code, message = failure(capsys, predict.main, *flags)
    assert code == 2
    assert flags[0] in message


def test_an_impossible_age_is_explained(repo, capsys):
    code, message = failure(capsys, predict.main, "--age", "-3")
    assert (code, "`age`" in message) == (1, True)


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
    schema = json.loads(parts["schema.json"])
    schema |= {"__class__": "Popen", "__module__": "subprocess"}
    with zipfile.ZipFile(path, "w") as file:
        for name, part in parts.items():
            file.writestr(name, json.dumps(schema) if name == "schema.json" else part)
    with pytest.raises(models.ModelError, match=r"subprocess\.Popen"):
        predict.load_model(path)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("seeed: 1", "Did you mean `seed`"),
        ("seed: many", "whole number"),
        ("seed: [1", "not valid YAML"),
        ("just words", "lines like"),
        ("seed: 7", "which `model`"),
        ("model: majority\noptions: {1: 2}", "`options`"),
        ("model: [a]", "`model`"),
        ("model: sex_rul", "Did you mean `sex_rule`"),
    ],
)
def test_a_mistake_in_the_settings_is_explained(repo, capsys, tmp_path, text, hint):
    (tmp_path / "mine.yaml").write_text(text)
    code, message = failure(capsys, train.main, "--params", tmp_path / "mine.yaml")
    assert (code, hint in message) == (1, True)


def test_the_settings_in_the_repo_name_a_model_that_exists():
    assert params.load().model in models.available()


def test_settings_that_are_left_out_keep_their_defaults(tmp_path):
    (tmp_path / "short.yaml").write_text("model: majority\noptions:\n")
    assert params.load(tmp_path / "short.yaml") == params.Params(42, "majority")


def test_a_file_in_the_way_of_a_folder_is_explained(capsys, monkeypatch, tmp_path, result):
    (tmp_path / "reports").write_text("in the way")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(train, "train", lambda _: result)
    assert "reports" in failure(capsys, train.main)[1]
