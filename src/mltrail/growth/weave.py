"""Merge the few files that levels share, where Git alone would report a conflict.

Levels only add: from one render to the next these files gain blocks of lines and lose none. So
two additions at one place are not a contradiction, as they are to Git: both stay. What the result
says is checked as well: every setting that a side added is there, and none stands twice.
"""

import re
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

import yaml

from mltrail.growth import settings, tomltext

_PROSE = {
    ".md",
    ".txt",
    ".gitignore",
    ".dockerignore",
    ".gitattributes",
}  # the owner's wording goes first
_SETTINGS = {".toml", ".yml", ".yaml"}


def can(path: str) -> bool:
    """Say whether files of this kind can be woven."""
    return _kind(path) in _PROSE | _SETTINGS


def weave(path: str, base: str, ours: str, theirs: str) -> str | None:
    """Return our text with what theirs adds to the base, or None for a contradiction."""
    if _kind(path) in _PROSE:
        return _woven(base, ours, theirs, ours_first=True, forgiving=True)
    if path.endswith(".toml"):
        texts = _both_ways(base, ours, theirs)
        return texts[0] if texts and texts[0] == texts[1] else None
    for ours_first in (True, False):
        text = _woven(base, ours, theirs, ours_first)
        if text is not None and sound(path, base, ours, theirs, text):
            return text
    return None


def disputed(path: str, base: str, ours: str, theirs: str) -> str | None:
    """Return our text with what theirs adds, and marks where each has it another way.

    None where it cannot be said so narrowly.
    """
    texts = _both_ways(base, ours, theirs) if path.endswith(".toml") else None
    return marked(*texts) if texts else None


def _both_ways(base: str, ours: str, theirs: str) -> tuple[str, str] | None:
    """Return our TOML with what theirs adds, as we would have what is disputed and as they would.

    Whatever an editor of text makes of it: what it says is checked.
    """
    if not all(_readable("x.toml", text) for text in (base, ours, theirs)):
        return None
    was, mine, new = (_data("x.toml", text) for text in (base, ours, theirs))
    steps = list(settings.changes(was, mine, new))
    texts = []
    for kept in ([step for step in steps if not step.disputed], steps):
        text = tomltext.changed(ours, theirs, kept) if kept else ours
        if not _readable("x.toml", text):
            return None
        if not settings.same(_data("x.toml", text), settings.applied(mine, kept)):
            return None
        texts.append(text)
    return texts[0], texts[1]


def joined(path: str, ours: str, theirs: str) -> str | None:
    """Return the owner's workflow with the jobs that a level's own has and theirs has not."""
    if not path.startswith(".github/workflows/"):
        return None
    lines = _with_missing_keys(_lines(ours), _lines(theirs))
    text = "\n".join([*lines, ""])
    return text if sound(path, "{}", ours, theirs, text) else None


def sound(path: str, base: str, ours: str, theirs: str, merged: str) -> bool:
    """Say whether merged settings can be read and hold what either side changed."""
    if _kind(path) not in _SETTINGS:
        return True
    if not _readable(path, ours):
        return True  # nothing can be said of what the owner is in the middle of
    if not _readable(path, merged):
        return False
    was, mine, new = (_data(path, text) or {} for text in (base, ours, theirs))
    steps = list(settings.changes(was, mine, new))
    if any(step.disputed for step in steps):
        return False
    return settings.same(_data(path, merged), settings.applied(mine, steps))


def marked(ours: str, theirs: str) -> str:
    """Return both texts as one, with Git's marks around the lines where they differ."""
    one, other = _lines(ours), _lines(theirs)
    lines = []
    for kind, *spans in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        mine, new = one[spans[0] : spans[1]], other[spans[2] : spans[3]]
        both = ["<<<<<<< yours", *mine, "=======", *new, ">>>>>>> new"]
        lines += mine if kind == "equal" else both
    return "\n".join([*lines, ""])


def _kind(path: str) -> str:
    name = PurePosixPath(path)
    return name.suffix or name.name


def _data(path: str, text: str) -> Any:
    return tomllib.loads(text) if path.endswith(".toml") else yaml.load(text, _Strict)


def _readable(path: str, text: str) -> bool:
    try:
        _data(path, text)
    except (ValueError, yaml.YAMLError):
        return False
    return True


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, which YAML's own loader lets pass."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(map(str, keys))):
            raise yaml.YAMLError("a key stands twice")
        return super().construct_mapping(node, deep)


def _woven(
    base: str,
    ours: str,
    theirs: str,
    ours_first: bool,
    forgiving: bool = False,
) -> str | None:
    """Apply both sides' changes to the base line by line.

    A line that both sides changed, each in its own way, is a contradiction; forgiving, ours goes.
    """
    lines = _lines(base)
    one, other = (_Changes(lines, _lines(side)) for side in (ours, theirs))
    for start, stop in other.replaced():
        if one.gone & set(range(start, stop)) and not other.same(one, start, stop):
            if not forgiving:
                return None
            other.forget(start, stop)
    woven = []
    for number in range(len(lines) + 1):
        added = [one.added.get(number, []), other.added.get(number, [])]
        if added[0] == added[1]:
            added.pop()
        for block in added if ours_first else reversed(added):
            woven += block
        if number < len(lines) and number not in one.gone | other.gone:
            woven.append(one.kept[number])
    return "\n".join([*woven, ""])


class _Changes:
    """What one side did to the base: the lines it kept or took away, and what it put before."""

    def __init__(self, base: list[str], side: list[str]) -> None:
        self.kept: dict[int, str] = {}
        self.gone: set[int] = set()
        self.added: dict[int, list[str]] = {}
        matcher = SequenceMatcher(None, base, side, autojunk=False)
        for kind, start, stop, first, last in matcher.get_opcodes():
            if kind == "equal":
                self.kept |= zip(range(start, stop), side[first:last], strict=True)
            else:
                self.gone |= set(range(start, stop))
                self.added[start] = side[first:last]

    def replaced(self) -> Iterator[tuple[int, int]]:
        """Yield each run of lines that was taken away."""
        for start in sorted(self.gone):
            if start - 1 not in self.gone:
                stop = start
                while stop in self.gone:
                    stop += 1
                yield start, stop

    def same(self, other: "_Changes", start: int, stop: int) -> bool:
        """Say whether another side did the same to some lines."""
        span = set(range(start, stop))
        return self.gone & span == other.gone & span and self.added.get(start) == other.added.get(
            start
        )

    def forget(self, start: int, stop: int) -> None:
        """Leave some lines as they were."""
        self.gone -= set(range(start, stop))
        self.added.pop(start, None)


def _lines(text: str) -> list[str]:
    """Split a text as Git does: at line feeds, and nowhere else."""
    return text.removesuffix("\n").split("\n") if text else []


def _with_missing_keys(ours: list[str], theirs: list[str]) -> list[str]:
    """Return a block of YAML with the keys that another has and it has not, at every depth."""
    one, other = dict(_keys(ours)), dict(_keys(theirs))
    for key, lines in other.items():
        if key not in one:
            one[key] = lines
        elif key and len(one[key]) > 1 and len(lines) > 1 and dict(_keys(lines[1:])).keys() - {""}:
            one[key] = [one[key][0], *_with_missing_keys(one[key][1:], lines[1:])]
    return [line for lines in one.values() for line in lines]


def _keys(block: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the keys of a block's own depth, each with its lines; what stands above has none."""
    depth = min((len(line) - len(line.lstrip()) for line in block if line.strip()), default=0)
    key, lines = "", list[str]()
    for line in block:
        found = re.match(rf"\s{{{depth}}}([\w\"'-]+):(\s|$)", line)
        if found:
            if lines:
                yield key, lines
            key, lines = found[1], []
        lines.append(line)
    yield key, lines
