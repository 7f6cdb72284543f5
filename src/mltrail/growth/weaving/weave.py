"""Merge the few files that levels share, where Git alone would report a conflict.

Each kind in its own way: TOML as settings, Markdown as sections, the rest as lines. What the result
says is checked as well: every setting that a side added is there, and none stands twice.
"""

import re
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

import yaml

from mltrail.growth.weaving import linewise, prose, settings, tomltext

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
    if ours == base or theirs == base:
        return theirs if ours == base else ours
    if path.endswith(".md"):
        return prose.weave(base, ours, theirs)[0]
    if _kind(path) in _PROSE:
        return linewise.woven(base, ours, theirs, ours_first=True, forgiving=True)
    if path.endswith(".toml"):
        texts = _both_ways(base, ours, theirs)
        return texts[0] if texts and texts[0] == texts[1] else None
    for ours_first in (True, False):
        text = linewise.woven(base, ours, theirs, ours_first)
        if text is not None and sound(path, base, ours, theirs, text):
            return text
    return None


def complete(path: str, base: str, ours: str, theirs: str) -> bool:
    """Say whether all that theirs add to the base finds a place in ours."""
    return not path.endswith(".md") or prose.weave(base, ours, theirs)[1]


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
    lines = _with_missing_keys(linewise.split(ours), linewise.split(theirs))
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
    one, other = linewise.split(ours), linewise.split(theirs)
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
