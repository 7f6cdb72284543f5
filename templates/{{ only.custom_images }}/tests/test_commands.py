"""The commands write what the README says, and answer a mistake with one sentence."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from failing import failure
from safetensors import safe_open
from safetensors.torch import save_file

from custom_images import data, features, models, params, plots, predict, train

SHOWN = params.Params(  # what README.md shows the scores of
    seed=42,
    model="linear_probe",
    options={"epochs": 20, "learning_rate": 0.002, "weight_decay": 0.1},
)
FIGURES = ["confusion_matrix", "mistakes"]
REPO = params.PATH.parent
EXAMPLES = Path(__file__).parents[1] / "examples"


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
    return tmp_path


def test_train_writes_every_file_that_it_names(repo, few, capsys, tmp_path):
    (tmp_path / "quick.yaml").write_text("model: linear_probe\noptions: {epochs: 1}")
    train.main(["--params", str(tmp_path / "quick.yaml"), "--data", str(few)])
    written = re.findall(r"(?:reports|models)/\w+\.\w+", capsys.readouterr().out)
    assert len(written) == 5
    assert all((repo / path).stat().st_size > 0 for path in written)


def shows_the_drawings():
    """Say whether the last run was one with the drawings and the settings of the README."""
    if not (REPO / "models" / "model.safetensors").exists() or params.load() != SHOWN:
        return False
    with safe_open(REPO / "models" / "model.safetensors", framework="pt") as file:
        return len(json.loads(file.metadata()["trained"])["classes"]) == 8


def test_the_scores_in_the_readme_are_those_of_the_last_run():
    if not shows_the_drawings():
        pytest.skip("README.md shows `uv run train` with its own settings on the drawings")
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", readme, re.MULTILINE))
    measured = json.loads((REPO / "reports" / "metrics.json").read_text(encoding="utf-8"))
    for name in shown.keys() & measured.keys():
        # Another processor rounds sums differently; a picture more or less is 0.004.
        off = 0.0005001 if name.startswith("baseline_") else 0.015
        assert measured[name] == pytest.approx(float(shown[name]), abs=off), (
            f"{name}: `uv run train`, then update README.md"
        )


def test_the_readme_explains_every_score(result):
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    assert set(result.metrics) == set(re.findall(r"^\| `(\w+)` \| [\d.]+ \|", readme, re.MULTILINE))


def test_metrics_are_numbers_that_a_machine_can_read(repo, result):
    metrics = json.loads((repo / "reports" / "metrics.json").read_text())
    assert set(metrics) == set(result.metrics)
    assert all(0 <= value <= 1 for value in metrics.values())


def test_pictures_are_the_same_bytes_on_every_run(tmp_path, result, few):
    def drawn():
        some, chances = data.load(few)[0], np.eye(3)[np.arange(28) % 3]
        figures = {name: getattr(plots, name)(some, chances) for name in FIGURES}
        written = train.save(replace(result, figures=figures), tmp_path)
        return [path.read_bytes() for path in written]

    assert drawn() == drawn()


def test_a_saved_model_gives_the_same_answers(repo, result, few):
    X = features.of(sorted((few / "signs").iterdir()))
    loaded = predict.load_model(repo / "models" / "model.safetensors")
    expected = train.probabilities(result.model, X)
    assert train.probabilities(loaded, X) == pytest.approx(expected, abs=1e-6)


def test_predict_prints_a_probability_for_each_class(repo, capsys):
    predict.main([str(EXAMPLES / "hammer.png")])
    printed = capsys.readouterr().out
    assert "hammer.png shows tools, says the model." in printed
    shares = [float(each) for each in re.findall(r"^  \w+ +([\d.]+)%", printed, re.MULTILINE)]
    assert sum(shares) == pytest.approx(100, abs=0.2)
    assert shares == sorted(shares, reverse=True)


def test_predict_answers_for_many_pictures_as_json(repo, capsys):
    names = [str(EXAMPLES / name) for name in ("sign.png", "flower-photo.jpg")]
    predict.main(["--json", *names])
    answers = json.loads(capsys.readouterr().out)
    assert list(answers) == names
    assert answers[names[0]].keys() == {"animals", "signs", "tools"}


@pytest.mark.parametrize("flags", [[], ["--jsn", "x.png"]])
def test_a_wrong_flag_is_explained(repo, capsys, flags):
    assert failure(capsys, predict.main, *flags)[0] == 2


def test_a_missing_picture_is_explained(repo, capsys):
    code, message = failure(capsys, predict.main, "nowhere.png")
    assert (code, "`nowhere.png`: No such file" in message) == (1, True)


def test_a_picture_that_cannot_be_learned_from_is_named(repo, few, tmp_path, capsys):
    shutil.copytree(few, tmp_path / "mine")
    (tmp_path / "mine" / "signs" / "notes.txt").write_text("no picture")
    told = failure(capsys, train.main, "--data", tmp_path / "mine")[1]
    assert "notes.txt` is damaged, or no picture." in told
    assert "uv run collect" in told


def test_before_training_predict_says_what_to_do(repo, capsys):
    (repo / "models" / "model.safetensors").unlink()
    assert "uv run train" in failure(capsys, predict.main, EXAMPLES / "hammer.png")[1]


@pytest.mark.parametrize("content", [b"", b"half a model", b"\x80\x04\x95pickle" * 9])
def test_a_damaged_model_is_explained(repo, capsys, content):
    (repo / "models" / "model.safetensors").write_bytes(content)
    assert "damaged" in failure(capsys, predict.main, EXAMPLES / "hammer.png")[1]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"classes": ["a", "b"]}, "does not fit"),
        ({"recipe": "other"}, "does not fit"),
        ({"model": "linear_prob"}, "Did you mean `linear_probe`"),
        ({"options": {"epoch": 5}}, "Did you mean `epochs`"),
        ({"options": 3}, "damaged"),
    ],
)
def test_a_model_file_that_does_not_fit_the_code_is_explained(repo, result, change, hint):
    path = repo / "models" / "model.safetensors"
    with safe_open(path, framework="pt") as file:
        about = json.loads(file.metadata()["trained"]) | change
    save_file(result.model.state_dict(), path, metadata={"trained": json.dumps(about)})
    with pytest.raises(models.ModelError, match=hint):
        predict.load_model(path)


def test_a_file_in_the_way_of_a_folder_is_explained(capsys, monkeypatch, tmp_path, result):
    (tmp_path / "reports").write_text("in the way")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    monkeypatch.setattr(train, "train", lambda *_: result)
    assert "reports" in failure(capsys, train.main)[1]
