"""Git, called the same way whatever the user's settings are."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from mltrail.errors import MltrailError

HOW_TO_SET_IDENTITY = """Tell it once, for all your repos:
  git config --global user.name "Your Name"
  git config --global user.email you@example.com"""

# A learner's hooks and signing key must not change or stop a commit, nor housekeeping delay it.
_QUIET = [
    "-c", "commit.gpgSign=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "maintenance.auto=false",
]  # fmt: skip

# Nor may line-end settings, filters or a sparse checkout change what was rendered.
VERBATIM = [
    "-c", "core.autocrlf=false",
    "-c", "core.safecrlf=false",
    "-c", f"core.attributesFile={os.devnull}",
    "-c", "core.sparseCheckout=false",
]  # fmt: skip

_CALM = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",  # looking at a repo changes nothing in it
    "GIT_LITERAL_PATHSPECS": "1",  # a folder may be called `[x]`
}

# Which repo, index, objects and paths a command is about is ours to say. Of Git's variables only
# those pass that tell who the user is, how to reach a server, and where the settings are.
_PASSED = re.compile(
    r"GIT_(AUTHOR_|COMMITTER_|CONFIG_|LFS_|SSH|SSL_|ASKPASS|PROXY_|HTTP_|ALLOW_PROTOCOL|EXEC_PATH"
    r"|DEFAULT_|CEILING_DIRECTORIES|DISCOVERY_)"
)

_FULL = (b"No space left on device", b"Disk quota exceeded", b"Out of diskspace")

MERGES = (2, 38)  # the first Git that merges without touching a file
DOWNLOADS = "https://git-scm.com/downloads"

_held: list[int] = []  # locks that a Git process must hold too, lest it outlive us unseen


class GitError(MltrailError):
    """Git said no."""


def available() -> bool:
    """Say whether there is a Git to call."""
    return bool(version())


def version() -> tuple[int, ...]:
    """Return the version of Git; nothing where there is none, or one that does not run."""
    program = shutil.which("git")
    return _version(program) if program else ()


@cache
def _version(program: str) -> tuple[int, ...]:
    try:
        done = subprocess.run([program, "--version"], capture_output=True)
    except OSError:
        return ()
    found = re.match(rb"git version (\d+(?:\.\d+)+)", done.stdout)
    return tuple(map(int, found[1].split(b"."))) if found and not done.returncode else ()


def check_merges() -> None:
    """Refuse a Git that is too old to merge without touching a file."""
    if version() < MERGES:
        raise MltrailError(
            f"Git {dotted(version())} is too old to grow a repo; that takes {dotted(MERGES)}.",
            f"Install a newer one from {DOWNLOADS}. Nothing was changed.",
        )


def dotted(numbers: tuple[int, ...]) -> str:
    """Write a version as people do."""
    return ".".join(map(str, numbers))


def git(*words: str, at: Path, stdin: str = "", env: Mapping[str, str] | None = None) -> str:
    """Run one Git command in a folder and return what it printed."""
    printed = raw(*words, at=at, stdin=stdin.encode("utf-8", "surrogateescape"), env=env)
    return printed.decode("utf-8", "surrogateescape")


def raw(
    *words: str,
    at: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    fine: tuple[int, ...] = (0,),
) -> bytes:
    """Run one Git command in a folder and return the bytes it printed.

    Raises `GitError` for an exit code that is not one of the fine ones.
    """
    environment = {k: v for k, v in os.environ.items() if k[:4] != "GIT_" or _PASSED.match(k)}
    done = subprocess.run(
        ["git", *_QUIET, *words],
        cwd=at,
        env={**environment, **_CALM, **(env or {})},
        input=stdin,
        capture_output=True,
        pass_fds=_held if os.name != "nt" else (),
    )
    if done.returncode not in fine:
        _check_room(done.stderr, at)
        raise _refusal(words, done.stderr.strip() or done.stdout.strip())
    return done.stdout


def _check_room(said: bytes, at: Path) -> None:
    """Raise for a full disk where Git failed for one; not in all places does it say so."""
    unsaid = re.search(rb"(unable to|couldn't) write", said) and shutil.disk_usage(at).free < 2**16
    if unsaid or any(phrase in said for phrase in _FULL):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(at))


def _refusal(words: tuple[str, ...], printed: bytes) -> GitError:
    """Say what Git said: its reason in the sentence, and the advice that it goes on with."""
    named = list(words)
    while named[0] == "-c":  # a setting, and no command
        del named[:2]
    lines = [line.strip() for line in printed.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line] or ["no reason given"]
    fatal = [n for n, line in enumerate(lines) if line.startswith(("fatal: ", "error: "))]
    reason, *advice = lines[fatal[0] :] if fatal else lines[-1:]
    return GitError(f"`git {named[0]}` failed: {reason}", "\n".join(advice))


def init(folder: Path) -> None:
    """Make a folder a repo without any commit, and without the user's own hooks."""
    # As a setting, not a flag: Git before 2.28 leaves it out and takes its own name.
    git("-c", "init.defaultBranch=main", "init", "--quiet", "--template=", at=folder)


def asked(*words: str, at: Path) -> str | None:
    """Return the one line that Git answers, or None where it has no answer."""
    try:
        return git(*words, at=at).rstrip("\n")
    except GitError:
        return None


@contextmanager
def lock(path: Path) -> Iterator[bool | None]:
    """Hold a lock while working; yield whether it is ours, for another run may hold it.

    The system frees it when its last holder dies. The Git processes started meanwhile hold it
    too: after a kill it tells whether one of them is still at work. None means that this file
    system has no locks, as Lustre and many mounted by FUSE have none.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    _held.append(descriptor)
    try:
        yield _locked(descriptor)
    finally:
        _held.remove(descriptor)
        os.close(descriptor)


def _locked(descriptor: int) -> bool | None:
    if sys.platform == "win32":
        from filelock import lock_descriptor

        return lock_descriptor(descriptor, blocking=False)
    from fcntl import LOCK_EX, LOCK_NB, flock  # filelock takes a twentieth of a second to load

    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@cache
def identity(at: Path) -> dict[str, str]:
    """Return the `user.name` and `user.email` that Git knows here, where it knows them."""
    lines = (asked("config", "--get-regexp", r"^user\.(name|email)$", at=at) or "").splitlines()
    return dict(line.split(" ", 1) for line in lines if " " in line)


def signature(at: Path, author: str) -> dict[str, str]:
    """Return the variables that let Git commit here, even if it does not know the user."""
    known = identity(at)
    name = known.get("user.name") or author or "mltrail"
    email = known.get("user.email") or "mltrail@localhost"
    roles = ("AUTHOR", "COMMITTER")
    given = {
        f"GIT_{role}_{key}": v for role in roles for key, v in (("NAME", name), ("EMAIL", email))
    }
    given |= {key: os.environ[key] for key in given if os.environ.get(key)}
    for role in roles:
        _check_date(role, at, given)
    return given


def _check_date(role: str, at: Path, names: dict[str, str]) -> None:
    """Refuse a date that the user set for all commits and that Git cannot read."""
    date = os.environ.get(f"GIT_{role}_DATE")
    if not date:
        return
    try:
        git("var", f"GIT_{role}_IDENT", at=at, env=names)
    except GitError as refusal:
        raise MltrailError(
            f"`GIT_{role}_DATE` is `{date}`, and Git reads no date in that.",
            f"Take the variable away with `unset GIT_{role}_DATE`, then try again.",
        ) from refusal


def work_tree(at: Path) -> Path | None:
    """Return the top of the work tree that holds a folder, if one does."""
    top = asked("rev-parse", "--show-toplevel", at=at)
    return Path(top) if top else None


def ignored(path: Path) -> bool:
    """Say whether the repo around a folder, which need not be there yet, ignores it."""
    words = ("check-ignore", f"{path}{os.sep}")
    printed = raw(*words, at=path.parent, env={"GIT_LITERAL_PATHSPECS": "0"}, fine=(0, 1))
    return bool(printed)


@cache
def folder(at: Path) -> Path:
    """Return the folder where Git keeps what belongs to one work tree."""
    return Path(git("rev-parse", "--absolute-git-dir", at=at).rstrip("\n"))


def shown(name: str, at: Path) -> str | None:
    """Return the text of a committed file, given as `commit:path`, or None if it is not there."""
    try:
        return git("cat-file", "blob", name, at=at)
    except GitError:
        return None
