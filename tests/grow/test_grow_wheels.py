"""A repo that an older release made grows with this one: both from wheels, without a network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grow.command import git
from grow.growing import snapshot
from grow.steps import REAL
from mltrail import __version__, catalog
from mltrail.rendering import template

PARTS = ("src", "templates", "parts", "catalog.json", "copier.yml", "pyproject.toml", "README.md")
OLDER = "0.0.1"
UNREACHABLE = "http://127.0.0.1:9"

Call = Callable[..., str]


def _older(folder: Path) -> Path:
    """Copy this checkout as an older release: it had another README, and one file less."""
    folder.mkdir()
    for part in (*PARTS, "LICENSE"):
        source = template.root() / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    version = folder / "src" / "mltrail" / "__init__.py"
    version.write_text(version.read_text().replace(__version__, OLDER))
    for module in (folder / "templates").rglob("src/*/train.py"):
        module.write_text(module.read_text("utf-8").replace('"""', '"""Old: ', 1), "utf-8")
    for exercises in (folder / "templates").rglob("EXERCISES.md"):
        exercises.unlink()
    return folder


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two wheels, each unpacked by an installer into a folder of its own."""
    folder = tmp_path_factory.mktemp("releases")
    sources = {OLDER: _older(folder / "older"), __version__: template.root()}
    for version, source in sources.items():
        words = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(source)]
        subprocess.run(words, check=True)
        wheel = next(folder.glob(f"mltrail-{version}-*.whl"))
        words = ["uv", "pip", "install", "--quiet", "--offline", "--no-deps", str(wheel)]
        subprocess.run([*words, "--target", str(folder / version)], check=True)
    return {version: folder / version for version in sources}


@pytest.fixture
def call(releases: dict[str, Path], settled: Path) -> Call:
    def run(version: str, at: Path, *words: str) -> str:
        away = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), UNREACHABLE)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mltrail", *words],
            cwd=at,
            env={**os.environ, **away, "PYTHONPATH": str(releases[version])},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_each_wheel_is_what_it_says(call: Call, tmp_path: Path) -> None:
    for version in (OLDER, __version__):
        assert call(version, tmp_path, "--version") == f"mltrail {version}\n"


@pytest.mark.parametrize("project", list(catalog.load().projects))
def test_a_repo_of_an_older_release_is_updated(call: Call, tmp_path: Path, project: str) -> None:
    level = next(iter(catalog.load().project(project).levels))
    words = ["--project", project, "--level", level, "--defaults"]
    call(OLDER, tmp_path, "new", "mine", *words)
    call(__version__, tmp_path, "new", "fresh-mine", *words)
    repo = _edited(tmp_path / "mine")
    call(__version__, repo, "update")
    expected = snapshot(tmp_path / "fresh-mine")
    found = snapshot(repo)
    assert found.pop("mine.txt") == b"mine\n"
    assert f"_commit: v{__version__}\n".encode() in found[template.ANSWERS_FILE]
    assert _unnamed(found) == _unnamed(expected)
    assert git(repo, "status", "--porcelain") == ""


@pytest.mark.parametrize("step", REAL, ids="-".join)
def test_a_repo_of_an_older_release_is_taken_up(
    call: Call, tmp_path: Path, step: tuple[str, str, str, str]
) -> None:
    _, project, level, above = step
    words = ["--project", project, "--defaults"]
    call(OLDER, tmp_path, "new", "mine", "--level", level, *words)
    call(__version__, tmp_path, "new", "fresh-mine", "--level", above, *words)
    repo = _edited(tmp_path / "mine")
    call(__version__, repo, "level-up", above)
    found = snapshot(repo)
    assert found.pop("mine.txt") == b"mine\n"
    assert _unnamed(found) == _unnamed(snapshot(tmp_path / "fresh-mine"))


def _edited(repo: Path) -> Path:
    (repo / "mine.txt").write_text("mine\n")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "Mine")
    return repo


def _unnamed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content.replace(b"fresh-mine", b"mine") for path, content in files.items()}
