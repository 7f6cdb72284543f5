"""The tests that a learner added, run on the repo as it came and on the repo as it is."""

import ast
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class OwnTests:
    """The tests that the learner added to those that came with the repo."""

    names: list[str]  # as pytest takes them, `tests/test_data.py::test_...`
    repo: Path
    before: Path  # the repo as it came, without the learner's changes

    def pass_here(self) -> bool:
        """Say whether they pass on the learner's code."""
        return self._run(self.repo) == 0

    def fail_before(self) -> bool:
        """Say whether they fail on the code that came with the repo, as they should."""
        return self._run(self.before) == 1

    def _run(self, code: Path) -> int:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        command += ["-o", "addopts=", *self.names]
        own = os.environ | {"PYTHONPATH": str(code / "src")}
        done = subprocess.run(command, cwd=self.repo, env=own, capture_output=True, check=False)
        return done.returncode


def new_tests(repo: Path, folder: Path) -> OwnTests:
    """Find the tests that are new since the last commit that holds the repo as it came.

    The code of that commit goes into `folder`. Where there is no such commit, or no new test, the
    exercise is not done, and a sentence says so.
    """
    words = ["rev-list", "--grep=^[A-Z][a-z]*-Render: ", "--max-count=1", "HEAD"]
    marked = _git(repo, *words).decode().strip()
    if not marked:
        pytest.fail("Git does not know how the repo came, so nobody can tell which tests are new.")
    file = folder / "before.tar"
    file.write_bytes(_git(repo, "archive", "--format=tar", marked))
    with tarfile.open(file) as archive:
        archive.extractall(folder / "before", filter="data")
    came = set(_tests(folder / "before"))
    new = [name for name in _tests(repo) if name not in came]
    if not new:
        pytest.fail("There is no new test in tests/ yet. Write one first.")
    return OwnTests(new, repo, folder / "before")


def _git(repo: Path, *words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=repo, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.fail("This check asks Git what is new, and Git does not answer here.")


def _tests(folder: Path) -> list[str]:
    found = []
    for file in sorted((folder / "tests").rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        place = file.relative_to(folder).as_posix()
        found += [f"{place}::{name}" for name in names if name.startswith("test")]
    return found
