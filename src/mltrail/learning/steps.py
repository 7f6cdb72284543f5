"""A change of a repo's files, written down step by step: how reference solutions are kept."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class NotHereError(Exception):
    """The repo has nothing that a step could change."""


def take(repo: Path, steps: list[dict[str, Any]], words: Mapping[str, str]) -> None:
    """Change the files of a repo; `words` are put in for `{package}` and the like."""
    for step in steps:
        for operation, given in step.items():
            OPERATIONS[operation](repo, filled(given, words))


def filled(given: Any, words: Mapping[str, str]) -> Any:
    """Return a step with its words put in."""
    if isinstance(given, str):
        for word, meaning in words.items():
            given = given.replace(f"{{{word}}}", meaning)
        return given
    if isinstance(given, dict):
        return {filled(key, words): filled(value, words) for key, value in given.items()}
    if isinstance(given, list):
        return [filled(item, words) for item in given]
    return given


def write(repo: Path, files: dict[str, str]) -> None:
    """Write new files."""
    for path, text in files.items():
        file = repo / path
        file.parent.mkdir(parents=True, exist_ok=True)
        save(file, text)


def append(repo: Path, files: dict[str, str]) -> None:
    """Add text at the end of files."""
    for path, text in files.items():
        file = find_all(repo, path)[0]
        save(file, read(file) + text)


def replace(repo: Path, change: dict[str, Any]) -> None:
    """Replace the first match of a pattern, or all in one file with `count: 0`."""
    for file in find_all(repo, change["in"]):
        text, found = re.subn(
            change["pattern"],
            change["by"],
            read(file),
            count=change.get("count", 1),
            flags=re.MULTILINE,
        )
        if found:
            save(file, text)
            return
    raise NotHereError(change)


OPERATIONS: dict[str, Callable[..., None]] = {"append": append, "replace": replace, "write": write}


def find_all(repo: Path, pattern: str) -> list[Path]:
    """Return the files that a path or a pattern fits; NotHereError if there is none."""
    files = (path for path in repo.glob(pattern) if path.is_file())
    hidden = {".git", ".venv"}
    found = sorted(path for path in files if not hidden & set(path.relative_to(repo).parts))
    if not found:
        raise NotHereError(pattern)
    return found


def read(file: Path) -> str:
    """Return a text with the line ends that it has."""
    return file.read_bytes().decode("utf-8")


def save(file: Path, text: str) -> None:
    """Write a text with the line ends that it has."""
    file.write_bytes(text.encode("utf-8"))
