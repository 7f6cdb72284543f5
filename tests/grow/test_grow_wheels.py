"""A repo that an older release made grows with this one: both from wheels, without a network."""

import json
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

PARTS = (
    "src",
    "templates",
    "parts",
    "catalog.json",
    "roadmap.json",
    "solutions",
    "copier.yml",
    "pyproject.toml",
    "README.md",
)
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
    return {
        version: _installed(source, folder / f"wheel-{version}")
        for version, source in sources.items()
    }


def _installed(source: Path, folder: Path) -> Path:
    """Build a wheel of a checkout and unpack it."""
    words = ["uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(source)]
    subprocess.run(words, check=True)
    words = ["uv", "pip", "install", "--quiet", "--offline", "--no-deps"]
    wheel = next(folder.glob("mltrail-*.whl"))
    subprocess.run([*words, str(wheel), "--target", str(folder / "unpacked")], check=True)
    return folder / "unpacked"


@pytest.fixture
def call(releases: dict[str, Path], settled: Path) -> Call:
    def run(version: str, at: Path, *words: str, code: int = 0) -> str:
        away = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), UNREACHABLE)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mltrail", *words],
            cwd=at,
            env={**os.environ, **away, "PYTHONPATH": str(releases[version])},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, done.stderr
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


FLAT = "056416d"  # the last commit whose packages had all modules side by side


@pytest.fixture(scope="module")
def flat(releases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Add the wheel of that commit to the releases; skip where the history lacks it."""
    folder = tmp_path_factory.mktemp("flat")
    words = ["git", "archive", "--format=tar", f"--output={folder}/flat.tar", FLAT]
    if subprocess.run(words, cwd=template.root(), capture_output=True).returncode:
        pytest.skip(f"the history lacks {FLAT}: fetch all of it")
    shutil.unpack_archive(folder / "flat.tar", folder / "source", filter="data")
    releases["flat"] = _installed(folder / "source", folder)
    return "flat"


EDITS = {
    "src/titanic/tune.py": ('    """Say whether a score', '    # mine\n    """Say whether a score'),
    "src/titanic/registry.py": ("import", "import this  # mine\nimport"),
    "tests/test_tune.py": ("def test_dry", "def test_mine():\n    pass\n\n\ndef test_dry"),
    "README.md": ("## Start\n", "## Mine\n\nOn trees.\n\n## Start\n"),
    "pyproject.toml": ("\ndependencies = [", '\ndependencies = [\n    "rich>=13",'),
}
OWN = {
    "src/titanic/mine.py": "from . import tune\n\nBEST = tune.best\n",
    "src/titanic/static/mine.svg": "<svg/>\n",
}
MOVED = {
    "src/titanic/tune.py": "src/titanic/analysis/tune.py",
    "src/titanic/registry.py": "src/titanic/service/registry.py",
    "tests/test_tune.py": "tests/analysis/test_tune.py",
    "src/titanic/static/mine.svg": "src/titanic/service/static/mine.svg",
}


def test_a_repo_with_all_modules_side_by_side_comes_to_the_new_shape(
    call: Call, flat: str, tmp_path: Path
) -> None:
    words = ["--project", "titanic", "--level", "expert", "--defaults"]
    call(flat, tmp_path, "new", "mine", *words)
    repo = tmp_path / "mine"
    for path, (old, new) in EDITS.items():
        text = (repo / path).read_text("utf-8")
        assert text.count(old), path
        (repo / path).write_text(text.replace(old, new, 1), "utf-8")
    for path, text in OWN.items():
        (repo / path).write_text(text, "utf-8")
    _edited(repo)
    done = json.loads(call(__version__, repo, "update", "--json", code=1))
    found = snapshot(repo)
    conflicts = {change["path"] for change in done["changes"] if change["state"] == "conflict"}
    assert conflicts == {"src/titanic/service/registry.py"}  # its imports were written anew
    for path, (old, new) in EDITS.items():
        assert path not in MOVED or path not in found
        added = set(new.split("\n")) - set(old.split("\n"))
        assert added <= set(found[MOVED.get(path, path)].decode().split("\n")), path
    for path, text in OWN.items():
        assert found[MOVED.get(path, path)].decode() == text
    assert [stray["path"] for stray in done["strays"]] == ["src/titanic/mine.py"]
    call(__version__, tmp_path, "new", "fresh-mine", *words, "--license", "none")
    fresh = _unnamed(snapshot(tmp_path / "fresh-mine"))
    own = {*OWN, *EDITS, "mine.txt"}
    touched = {MOVED.get(path, path) for path in own}
    assert {path for path in found.keys() | fresh if found.get(path) != fresh.get(path)} == touched
