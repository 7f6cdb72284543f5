"""The pipeline runs what changed, and nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mnist import data

NEEDED = ["src", "data/digits.npz", "dvc.yaml", ".dvc/config", ".dvcignore"]


@pytest.fixture(scope="module")
def dvc(tmp_path_factory):
    """Copy the project, with a model that trains fast; return a function that runs DVC there."""
    folder = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        source, target = data.ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    settings = "seed: 42\nmodel: logistic_regression\noptions:\n  C: 0.01\n"
    (folder / "params.yaml").write_text(settings)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ours = os.environ | {"PYTHONPATH": str(folder / "src"), "PATH": path}

    def run(*arguments):
        command = [sys.executable, "-m", "dvc", *arguments]
        done = subprocess.run(command, cwd=folder, env=ours, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.folder = folder
    return run


def test_the_first_run_makes_everything_and_the_second_nothing(dvc):
    dvc("repro")
    for made in [
        "models/model.safetensors",
        "models/model.onnx",
        "reports/metrics.json",
        "MODEL_CARD.md",
    ]:
        assert (dvc.folder / made).exists()
    before = {path: path.stat().st_mtime_ns for path in (dvc.folder / "models").iterdir()}
    assert "up to date" in dvc("repro")
    assert before == {path: path.stat().st_mtime_ns for path in (dvc.folder / "models").iterdir()}


def test_another_setting_is_noticed(dvc):
    (dvc.folder / "params.yaml").write_text("seed: 7\nmodel: majority\noptions: {}\n")
    assert "train" in dvc("status")


def test_every_module_that_decides_about_the_model_is_named():
    """DVC does not look into imports: a module that is not named changes unnoticed."""
    text = (data.ROOT / "dvc.yaml").read_text(encoding="utf-8")
    for name in ("data", "learning", "network", "augment", "train", "onnxes", "served", "picture"):
        assert f"- src/mnist/{name}.py" in text
