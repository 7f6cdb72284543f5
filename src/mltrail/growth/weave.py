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
    for ours_first in (True, False):
        text = _woven(base, ours, theirs, ours_first, loose=path.endswith(".toml"))
        for attempt in (text, _folded(text, ours)) if text is not None else ():
            if sound(path, base, ours, theirs, attempt):
                return attempt
    return None


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
    return _agrees(*(_data(path, text) for text in (merged, base, ours, theirs)))


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


def _agrees(merged: Any, base: Any, ours: Any, theirs: Any) -> bool:
    """Say whether merged settings hold both sides' changes; None stands for a missing one."""
    if ours == theirs or theirs == base:
        return bool(merged == ours)
    if ours == base:
        return bool(merged == theirs)
    if all(isinstance(side, dict) for side in (merged, ours, theirs)):
        were = base if isinstance(base, dict) else {}
        return all(
            _agrees(merged.get(key), were.get(key), ours.get(key), theirs.get(key))
            for key in merged.keys() | were.keys() | ours.keys() | theirs.keys()
        )
    if all(isinstance(side, list) for side in (merged, ours, theirs)):
        old = base if isinstance(base, list) else []
        gone = [item for item in old if item not in ours or item not in theirs]
        stays = [item for item in [*ours, *theirs] if item not in gone]
        return all(item in merged for item in stays) and all(item not in merged for item in gone)
    return base is None and bool(merged == ours)  # both made it: the owner's goes first


def _woven(
    base: str,
    ours: str,
    theirs: str,
    ours_first: bool,
    forgiving: bool = False,
    loose: bool = False,
) -> str | None:
    """Apply both sides' changes to the base line by line.

    A line that both sides changed, each in its own way, is a contradiction; forgiving, ours goes.
    Loose, a line that is only indented another way is not changed.
    """
    lines = _lines(base)
    one, other = (_Changes(lines, _lines(side), loose) for side in (ours, theirs))
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

    def __init__(self, base: list[str], side: list[str], loose: bool) -> None:
        self.kept: dict[int, str] = {}
        self.gone: set[int] = set()
        self.added: dict[int, list[str]] = {}
        old, new = ([line.strip() if loose else line for line in text] for text in (base, side))
        matcher = SequenceMatcher(None, old, new, autojunk=False)
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


def _folded(text: str, ours: str) -> str:
    """Return TOML with tables that stand twice made one, where the owner's settings go first."""
    own, tables = dict(_tables(ours)), dict[str, list[str]]()
    for header, lines in _tables(text):
        if header in tables and not header.startswith("[["):
            first = own.get(header, tables[header])
            second = lines if tables[header] == first else tables[header]
            tables[header] = _fold(first, second)
        else:
            tables[header if header not in tables else f"{header}#{len(tables)}"] = lines
    return "\n".join(line for lines in tables.values() for line in lines).rstrip() + "\n"


def _fold(table: list[str], other: list[str]) -> list[str]:
    """Return a table with the settings that another of its name has and it has not."""
    known = {setting[0].split("=")[0].strip() for setting in _settings(table[1:])}
    missing = (
        setting for setting in _settings(other[1:]) if setting[0].split("=")[0].strip() not in known
    )
    lines = "\n".join(table).rstrip().splitlines()
    for setting in missing:
        lines += "\n".join(setting).rstrip().splitlines()
    return [*lines, ""]


def _tables(text: str) -> Iterator[tuple[str, list[str]]]:
    header, lines = "", list[str]()
    for line in _lines(text):
        if re.match(r"\[{1,2}[\w.\"'-]+\]{1,2}\s*(#.*)?$", line):
            yield header, lines
            header, lines = line.split("#")[0].strip(), []
        lines.append(line)
    yield header, lines


def _settings(lines: list[str]) -> list[list[str]]:
    """Split a table's lines into its settings, each with the lines it goes on over."""
    settings: list[list[str]] = []
    for line in lines:
        if re.match(r"[\w.\"'-]+\s*=", line) or not settings:
            settings.append([])
        settings[-1].append(line)
    return [setting for setting in settings if "".join(setting).strip()]


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
