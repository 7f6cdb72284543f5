"""The command line on the small template: called in this process, or as a program to be killed."""

import contextlib
import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from mltrail import cli

PROGRAM = """\
import sys
from pathlib import Path
from mltrail.rendering import template
root = Path(sys.argv.pop(1))
template.root = lambda: root
from mltrail.cli import main
main()
"""


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


def call(at: Path, *words: str) -> Done:
    """Run a command of mltrail in a folder, and say how it ended."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(at)
        patch.setattr(sys, "argv", ["mltrail", *words])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def program(root: Path, *words: str) -> list[str]:
    """Return the command that runs mltrail on another template."""
    return [sys.executable, "-c", PROGRAM, str(root), *words]


def git(at: Path, *words: str) -> str:
    """Run Git as an owner does."""
    done = subprocess.run(["git", *words], cwd=at, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout.strip()


def everything(repo: Path) -> dict[str, bytes | str]:
    """Read all there is in a work tree, and what Git says of it."""
    files = {
        path.relative_to(repo).as_posix(): path.read_bytes()
        for path in repo.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(repo).parts
    }
    refs = git(repo, "for-each-ref") if (repo / ".git").exists() else ""
    status = git(repo, "status", "--porcelain", "--branch") if refs else ""
    return {**files, "refs": refs, "status": status}
