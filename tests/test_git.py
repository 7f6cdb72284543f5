"""Which Git there is, and where a new repo gets a history of its own."""

import errno
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Run

from mltrail.rendering import workshop

SHIP = ("new", "ship", "--project", "titanic", "--level", "beginner")

BROKEN = """\
#!/bin/sh
echo "xcrun: error: invalid active developer path, missing xcrun" >&2
exit 1
"""

OLD = """\
#!/bin/sh
case " $* " in
  *" --version "*) echo "git version 2.20.1 (Apple Git-117)"; exit 0;;
  *" --initial-branch"*) echo "error: unknown option" >&2; exit 129;;
esac
exec "{git}" "$@"
"""


def git(at: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=at, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def with_git(folder: Path, script: str) -> str:
    """Return a PATH whose first Git is this script."""
    folder.mkdir()
    (folder / "git").write_text(script.replace("{git}", shutil.which("git") or ""))
    (folder / "git").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(done.stdout)}


def test_a_git_that_does_not_run_counts_as_none(mltrail: Run, work: Path, tmp_path: Path) -> None:
    path = with_git(tmp_path / "bin", BROKEN)
    done = mltrail("doctor", "--json", PATH=path)
    assert done.returncode == 1
    assert checks(done)["Git"]["state"] == "problem"
    made = mltrail(*SHIP, PATH=path)
    assert made.returncode == 0, made.stderr
    assert "Git was not found" in made.stdout
    assert not (work / "ship" / ".git").exists()


def test_an_old_git_makes_a_repo_and_the_doctor_says_what_it_cannot_do(
    mltrail: Run, work: Path, tmp_path: Path
) -> None:
    path = with_git(tmp_path / "bin", OLD)
    made = mltrail(*SHIP, PATH=path)
    assert made.returncode == 0, made.stderr
    assert git(work / "ship", "log", "--format=%s") == "Start titanic at level beginner"
    found = checks(mltrail("doctor", "--json", PATH=path))["Git"]
    assert (found["state"], found["found"]) == ("warning", "2.20.1")
    assert "`mltrail level-up` takes 2.38 or newer" in found["todo"]


@pytest.mark.parametrize("pattern", ["*", "work/", "/work/ship/", "ship"])
def test_inside_a_repo_that_ignores_it_a_new_repo_has_its_own_history(
    pattern: str, mltrail: Run, work: Path
) -> None:
    git(work.parent, "init", "--quiet")
    (work.parent / ".gitignore").write_text(f"{pattern}\n")
    done = mltrail(*SHIP)
    assert done.returncode == 0, done.stderr
    assert "commit it there" not in done.stdout
    assert git(work / "ship", "log", "--format=%s") == "Start titanic at level beginner"
    assert git(work / "ship", "status", "--porcelain") == ""


def test_a_date_that_is_none_is_named_and_nothing_is_left(mltrail: Run, work: Path) -> None:
    done = mltrail(*SHIP, GIT_AUTHOR_DATE="soon")
    assert done.returncode == 1
    assert "`GIT_AUTHOR_DATE` is `soon`" in done.stderr
    assert os.listdir(work) == []


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK])
def test_a_workshop_needs_no_locks(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with workshop.beside(tmp_path) as place:
        place.mkdir()
        workshop.sweep(tmp_path)  # as another run does, which cannot know of this one
        assert place.is_dir()
    assert os.listdir(tmp_path) == []


def test_a_workshop_that_cannot_be_locked_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with pytest.raises(OSError, match="No space left"):
            workshop.beside(tmp_path).__enter__()
    assert os.listdir(tmp_path) == []
