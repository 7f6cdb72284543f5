"""A temporary folder beside the destination, from where a finished repo moves in one step."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = ".mltrail-"
_LOCK = "in-use.lock"
_REPO = "repo"


@contextmanager
def beside(parent: Path) -> Iterator[Path]:
    """Lend a folder path inside `parent`, not yet made; what is left there is removed.

    A killed run cannot clean up after itself, so each run sweeps what earlier ones left. The
    system frees a lock when its holder dies: that tells a dead run's folder from a live one's.
    """
    sweep(parent)
    folder, lock = _claim(parent)
    try:
        yield folder / _REPO
    finally:
        _remove(folder, lock)


def sweep(parent: Path) -> None:
    """Remove the folders of runs that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if not (folder / _LOCK).is_file():
            with suppress(OSError):
                folder.rmdir()  # a run killed before its lock was there left it empty
            continue
        lock = FileLock(folder / _LOCK, blocking=False)
        try:
            lock.acquire()
        except (Timeout, OSError):
            continue  # a run that is alive, or a folder that is not ours to touch
        _remove(folder, lock)


def _remove(folder: Path, lock: FileLock) -> None:
    """Remove the lock last: by it the next run finds a folder whose removal was killed."""
    shutil.rmtree(folder / _REPO, ignore_errors=True)
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _claim(parent: Path) -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        lock = FileLock(folder / _LOCK, blocking=False)
        try:
            lock.acquire()
        except (Timeout, FileNotFoundError):
            continue  # another run swept the folder before the lock was ours
        if (folder / _LOCK).exists():
            return folder, lock
        lock.release()
