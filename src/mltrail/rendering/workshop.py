"""A temporary folder beside the destination, from where a finished repo moves in one step."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from mltrail import git

_PREFIX = ".mltrail-"
_LOCK = "in-use.lock"
_REPO = "repo"


@contextmanager
def beside(parent: Path) -> Iterator[Path]:
    """Lend a folder path inside `parent`, not yet made; what is left there is removed.

    A killed run cannot clean up after itself, so each run sweeps what earlier ones left.
    """
    sweep(parent)
    with ExitStack() as held:
        yield _claim(parent, held) / _REPO


def is_one(path: Path) -> bool:
    """Say whether a path is a folder that is lent, or was and is left."""
    return path.name.startswith(_PREFIX) and (path / _LOCK).is_file()


def sweep(parent: Path) -> None:
    """Remove the folders of runs that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it may not be ours to touch
            if not (folder / _LOCK).is_file():
                folder.rmdir()  # a run killed before its lock was there left it empty
                continue
            with _in_use(folder):
                pass


def _claim(parent: Path, held: ExitStack) -> Path:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        try:
            if held.enter_context(_in_use(folder, mine=True)) and (folder / _LOCK).exists():
                return folder
        except FileNotFoundError:
            pass  # another run took the new folder for a dead one's
        except OSError:
            _remove(folder)
            raise


@contextmanager
def _in_use(folder: Path, mine: bool = False) -> Iterator[bool]:
    """Use a folder that no living run uses, and remove it after; yield whether it is so.

    Where the file system has no locks, only the run that made it can tell: it is `mine`.
    """
    with git.lock(folder / _LOCK) as locked:
        ours = mine if locked is None else locked
        try:
            yield ours
        finally:
            if ours:
                _remove(folder)
    if ours:
        _remove(folder)  # again, for Windows: it removes no file that is open


def _remove(folder: Path) -> None:
    """Remove the lock last: by it the next run finds a folder whose removal was killed."""
    shutil.rmtree(folder / _REPO, ignore_errors=True)
    if not (folder / _REPO).exists():
        with suppress(OSError):
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()
