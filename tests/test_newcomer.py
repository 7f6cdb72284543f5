"""The path of somebody new, from the built wheel in a clean environment."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mltrail import __version__
from mltrail.rendering import template

ROOT = template.root()
MEGABYTE = 10**6


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a release uploads: the source, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(["uv", "build", "--quiet", "--out-dir", folder, ROOT], check=True)
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


def newest_python() -> str:
    """Return the newest Python of this machine that a repo may use."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [sys.executable]
    for minor in (12, 13, 14):
        asked = subprocess.run(
            ["uv", "python", "find", f"3.{minor}"], capture_output=True, text=True
        )
        found += [asked.stdout.strip()] if asked.returncode == 0 else []
        found += map(str, root.glob(f"versions/3.{minor}.*/bin/python3.{minor}"))
    return found[-1]


def test_what_is_uploaded_is_what_the_index_takes(dist: Path) -> None:
    files = sorted(path.name for path in dist.glob("mltrail-*"))
    assert files == [f"mltrail-{__version__}-py3-none-any.whl", f"mltrail-{__version__}.tar.gz"]
    words = [sys.executable, "-m", "twine", "check", "--strict", *map(str, dist.glob("mltrail-*"))]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("which", ["ours", "newest"])
def test_one_line_makes_a_repo_where_nothing_is_installed(
    wheel: Path, work: Path, which: str
) -> None:
    python = sys.executable if which == "ours" else newest_python()
    uvx = ["uvx", "--isolated", "--no-config", "--python", python, "--from", str(wheel), "mltrail"]
    words = ["new", "ship", "--project", "titanic", "--level", "expert", "--defaults"]
    done = subprocess.run([*uvx, *words], cwd=work, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    asked = subprocess.run([*uvx, "--version"], cwd=work, capture_output=True, text=True)
    assert asked.stdout.strip() == f"mltrail {__version__}"
    answers = (work / "ship" / ".copier-answers.yml").read_text("utf-8")
    assert f"_commit: v{__version__}" in answers


def test_the_wheel_carries_the_whole_template_and_is_not_large(wheel: Path) -> None:
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
    # Most of it is data, of which each project has some.
    assert wheel.stat().st_size < 16 * MEGABYTE


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
