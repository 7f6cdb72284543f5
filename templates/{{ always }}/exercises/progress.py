"""What is done, in progress.json: which check was passed, how many hints were read.

    {"b4": {"check": "2b020da4bf62", "hints": 1, "solution": false}}

`check` is the name that Git gives the check which was passed: were it changed, its name would be
another. There is no time and no name in the file, since Git has both. Commit it.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FILE = "progress.json"
NEW = {"check": "", "hints": 0, "solution": False}
STALE = 5.0  # seconds after which a lock was left behind by a program that was killed

Progress = dict[str, dict[str, Any]]


def identity(content: bytes) -> str:
    """Return the first twelve digits of Git's name for a file, with the line ends of a commit."""
    content = content.replace(b"\r\n", b"\n")
    return hashlib.sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()[:12]


def read(folder: Path) -> Progress:
    """Return what progress.json in this folder says; nothing if it is missing or damaged."""
    try:
        entries = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(key): _entry(value) for key, value in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _entry(value: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with the three fields and no other; ValueError if it makes no sense."""
    entry = {key: value.get(key, default) for key, default in NEW.items()}
    if [type(field) for field in entry.values()] != [str, int, bool]:
        raise ValueError(value)
    return entry


def update(folder: Path, exercise: str, change: Callable[[dict[str, Any]], None]) -> str:
    """Change the entry of an exercise; return a remark if the file was damaged, else nothing.

    A damaged file is kept as progress.json.bak. Raises OSError if nothing can be written.
    """
    file, remark = folder / FILE, ""
    with _locked(folder):
        entries = read(folder)
        if not entries and file.exists() and file.read_text("utf-8", "replace").split() != ["{}"]:
            file.replace(folder / f"{FILE}.bak")
            remark = f"{FILE} was damaged: it is {FILE}.bak now, and a new one was begun."
        entry = entries.setdefault(exercise, dict(NEW))
        before = dict(entry)
        change(entry)
        if entry != before:
            new = folder / f".{FILE}.{os.getpid()}"
            new.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            new.replace(file)  # whole or not at all
    return remark


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let nobody else change the file meanwhile: two checks may run at once."""
    lock = folder / f".{FILE}.lock"
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            with suppress(OSError):  # somebody was quicker
                if time.time() - lock.stat().st_mtime > STALE:
                    lock.rmdir()
            time.sleep(0.02)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.rmdir()
