"""Git, called the same way whatever the user's settings are."""

import os
import shutil
import subprocess
from pathlib import Path

from mltrail.errors import MltrailError

TRAILER = "Mltrail-Render"
HOW_TO_SET_IDENTITY = """Tell it once, for all your repos:
  git config --global user.name "Your Name"
  git config --global user.email you@example.com"""

# A learner's hooks, signing key and line-end settings must not change or stop a commit.
_QUIET = [
    "-c", "commit.gpgSign=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.autocrlf=false",
    "-c", "core.safecrlf=false",
]  # fmt: skip

# Set while a Git hook runs, these would send our commands to the hook's repo.
_FOREIGN = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"}


class GitError(MltrailError):
    """Git said no."""


def available() -> bool:
    """Say whether there is a Git to call."""
    return shutil.which("git") is not None


def git(*words: str, at: Path) -> str:
    """Run one Git command in a folder and return what it printed."""
    environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    done = subprocess.run(
        ["git", *_QUIET, *words],
        cwd=at,
        env={**environment, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise GitError(f"`git {words[0]}` failed: {reason}")
    return done.stdout


def identity(at: Path) -> dict[str, str]:
    """Return the `user.name` and `user.email` that Git knows here, where it knows them."""
    try:
        lines = git("config", "--get-regexp", r"^user\.(name|email)$", at=at).splitlines()
    except GitError:
        return {}
    return dict(line.split(" ", 1) for line in lines if " " in line)


def work_tree(at: Path) -> Path | None:
    """Return the top of the work tree that holds a folder, if one does."""
    try:
        return Path(git("rev-parse", "--show-toplevel", at=at).rstrip("\n"))
    except GitError:
        return None


def first_commit(folder: Path, message: str, author: str) -> None:
    """Make a rendered folder a repo whose first commit is the render and nothing else."""
    known = identity(folder)
    name = known.get("user.name") or author or "mltrail"
    email = known.get("user.email") or "mltrail@localhost"
    git("init", "--quiet", "--template=", "--initial-branch=main", at=folder)
    # Forced, or the user's own ignore rules could leave files of the render out.
    git("add", "--all", "--force", at=folder)
    git(
        *("-c", f"user.name={name}", "-c", f"user.email={email}"),
        *("commit", "--quiet", "--no-verify", "--message", message),
        at=folder,
    )
