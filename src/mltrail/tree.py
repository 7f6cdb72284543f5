"""Draw a list of files as a tree."""

from pathlib import PurePosixPath
from typing import Any

_LINES = ("├── ", "└── ", "│   ", "    ")
_ASCII = ("|-- ", "`-- ", "|   ", "    ")


def draw(title: str, files: list[str], encoding: str | None = "utf-8") -> str:
    """Return the tree of relative paths as text that a terminal of this encoding can show."""
    root: dict[str, Any] = {}
    for file in files:
        branch = root
        for part in PurePosixPath(file).parts:
            branch = branch.setdefault(part, {})
    return "\n".join([f"{title}/", *_branches(root, "", _glyphs(encoding))])


def _glyphs(encoding: str | None) -> tuple[str, str, str, str]:
    try:
        "".join(_LINES).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return _ASCII
    return _LINES


def _branches(branch: dict[str, Any], indent: str, glyphs: tuple[str, str, str, str]) -> list[str]:
    tee, corner, line, space = glyphs
    rows = []
    # Folders first, then files, each in alphabetical order: as file managers show them.
    names = sorted(branch, key=lambda name: (not branch[name], name))
    for name in names:
        last = name == names[-1]
        rows.append(f"{indent}{corner if last else tee}{name}{'/' if branch[name] else ''}")
        rows += _branches(branch[name], indent + (space if last else line), glyphs)
    return rows
