"""The path of somebody new, from the built wheel in a clean environment."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mltrail.rendering import template

ROOT = template.root()
MEGABYTE = 10**6


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_the_whole_template_and_is_small(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "templates", "parts", "copier.yml", "*.json", ":!tests"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for path in filter(None, tracked.stdout.split("\0")):
        assert f"mltrail/_template/{path}" in names
    assert "mltrail/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or "_cache/" in name]
    assert wheel.stat().st_size < 5 * MEGABYTE


def test_a_newcomer_gets_from_the_wheel_to_scores(wheel: Path, work: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "clean"], cwd=work, check=True)
    bin_ = work / "clean" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([bin_ / "pip", "install", "--quiet", wheel], cwd=work, check=True)
    words = ["new", "ship", "--project", "titanic", "--level", "beginner", "--defaults", "--run"]
    done = subprocess.run([bin_ / "mltrail", *words], cwd=work, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Scores on the test set: accuracy 0." in done.stdout
    assert (work / "ship" / "reports" / "metrics.json").is_file()


def test_a_newcomer_without_uv_gets_there_with_pip(wheel: Path, work: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "clean"], cwd=work, check=True)
    bin_ = work / "clean" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([bin_ / "pip", "install", "--quiet", wheel], cwd=work, check=True)
    words = ["new", "ship", "--project", "titanic", "--level", "beginner", "--defaults", "--run"]
    no_uv = {**os.environ, "PATH": os.pathsep.join([str(bin_), "/usr/bin", "/bin"])}
    done = subprocess.run(
        [bin_ / "mltrail", *words], cwd=work, env=no_uv, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Scores on the test set: accuracy 0." in done.stdout
