"""The pipeline runs what changed, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recommender import data

FEW = 100  # users: enough for a run that takes seconds
NEEDED = ["src", "data", "params.yaml", "dvc.yaml", ".dvc/config", ".dvcignore"]


@pytest.fixture(scope="module")
def dvc(tmp_path_factory):
    """Copy the project; return a function that runs DVC there."""
    folder = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        source, target = data.ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    few = data.read(data.RATINGS, "ratings").query("userId <= @FEW")
    few.to_csv(folder / "data" / "ratings.csv.gz", index=False)
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
        "models/model.npz",
        "models/model.onnx",
        "reports/metrics.json",
        "MODEL_CARD.md",
    ]:
        assert (dvc.folder / made).exists()
    before = {path: path.stat().st_mtime_ns for path in (dvc.folder / "models").iterdir()}
    assert "up to date" in dvc("repro")
    assert before == {path: path.stat().st_mtime_ns for path in (dvc.folder / "models").iterdir()}


def test_another_setting_is_noticed(dvc):
    params = dvc.folder / "params.yaml"
    text = params.read_text(encoding="utf-8")
    params.write_text(re.sub("^seed: .*", "seed: 12345", text, flags=re.MULTILINE))
    assert "train" in dvc("status")
