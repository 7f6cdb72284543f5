"""The tests that a learner added, run on the repo as it came and on the repo as it is."""

import ast
import contextlib
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest


@dataclass(frozen=True)
class OwnTests:
    """The tests that the learner added to those that came with the repo."""

    names: list[str]  # as pytest takes them, `tests/test_data.py::test_...`
    repo: Path
    before: Path  # the repo as it came, without the learner's changes

    def pass_here(self) -> bool:
        """Say whether they pass on the learner's code."""
        return self._run(self.repo) == pytest.ExitCode.OK

    def fail_before(self) -> bool:
        """Say whether they fail on the code that came with the repo, as they should."""
        return self._run(self.before) == pytest.ExitCode.TESTS_FAILED

    def _run(self, code: Path) -> int:
        """Run them in this process: another one would load every library again."""
        command = ["-qq", "-x", "-o", "addopts=", *self.names]
        for slow in ("cacheprovider", "schemathesis", "locust"):  # no test of a rule needs them
            command += ["-p", f"no:{slow}"]
        said = io.StringIO()
        with (
            _alone(code / "src", self.repo, self.before),
            contextlib.chdir(self.repo),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            return int(pytest.main(command))


@contextlib.contextmanager
def _alone(source: Path, *folders: Path) -> Iterator[None]:
    """Import afresh, from `source`, what lies in the folders; put all back in the end."""
    path, ours = list(sys.path), _loaded(folders)
    for name in ours:
        del sys.modules[name]
    sys.path.insert(0, str(source))
    try:
        yield
    finally:
        for name in _loaded(folders):
            del sys.modules[name]
        sys.modules.update(ours)
        sys.path[:] = path


def _loaded(folders: tuple[Path, ...]) -> dict[str, ModuleType]:
    """Return the modules that come from src/ and tests/ of the folders."""
    ours = [folder / name for folder in folders for name in ("src", "tests")]
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    return {
        name: sys.modules[name]
        for name, file in files.items()
        if file and any(Path(file).is_relative_to(folder) for folder in ours)
    }


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
