"""TOML as statements, each with the comment above it; where each stands is the owner's choice.

A table may stand under a header, as dotted keys or in braces: a path names it all the same.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.items import Table

from mltrail.growth.weaving.settings import Path


@dataclass(frozen=True)
class Statement:
    """A header or a key with its value, and the lines above that belong to it."""

    path: Path  # in full; an element of `[[...]]` has its number in it
    table: Path  # the header that it stands under
    lead: tuple[str, ...]  # blank lines and comments
    body: tuple[str, ...]  # empty at the end of the file
    header: bool = False

    def under(self, path: Path) -> bool:
        """Say whether this is a part of what a path names."""
        return self.path[: len(path)] == path

    @property
    def comment(self) -> tuple[str, ...]:
        """Return the comment right above, without blank lines before it."""
        blank = [n for n, line in enumerate(self.lead) if not line.strip()]
        return self.lead[blank[-1] + 1 :] if blank else self.lead


Document = list[Statement]


def split(text: str) -> Iterator[Statement]:
    """Yield the statements of a text; the last one holds the comments at its end."""
    table, lead, counts = Path(), list[str](), dict[Path, int]()
    lines = iter(text.split("\n"))
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            lead.append(line)
            continue
        body = [line]
        while (content := read(body)) is None:
            body.append(next(lines))
        if line.lstrip().startswith("["):
            table = _header(content, counts)
            yield Statement(table, table, tuple(lead), tuple(body), header=True)
        else:
            yield Statement(table + _key(content, body), table, tuple(lead), tuple(body))
        lead = []
    yield Statement(("",), (), tuple(lead), ())


def read(lines: list[str]) -> dict[str, Any] | None:
    """Return what lines say, or None where they are but the beginning of it."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _header(content: Any, counts: dict[Path, int]) -> Path:
    path = Path()
    while content:
        ((key, content),) = content.items()
        path = (*path, key)
        if isinstance(content, list):  # one more element of `[[...]]`
            counts[path] = counts.get(path, -1) + 1
            return (*path, counts[path])
        if path in counts and content:
            path = (*path, counts[path])
    return path


def _key(content: Any, body: list[str]) -> Path:
    ((key, value),) = content.items()
    path: Path = (key,)
    node: Any = tomlkit.parse("\n".join(body))[key] if isinstance(value, dict) else value
    while isinstance(node, Table):  # a dotted key; braces make an inline table
        ((key, node),) = node.items()
        path = (*path, key)
    return path


def end_of(document: Document, path: Path) -> int | None:
    """Return the place behind the table that has what a path names."""
    inside = [n for n, statement in enumerate(document) if statement.under(path)]
    if not inside:
        return None
    last = inside[-1] + 1
    while last < len(document) - 1 and not document[last].header:
        last += 1
    return last


def start_of(document: Document, path: Path) -> int | None:
    """Return the place before the table that has what a path names."""
    inside = [n for n, statement in enumerate(document) if statement.under(path)]
    start = inside[0] if inside else None
    while start and not document[start].header:
        start -= 1
    return start


def item(value: Any) -> Any:
    """Return a value as it is written behind a key, where no header can stand."""
    if isinstance(value, list):
        items = tomlkit.array()
        items.extend(item(part) for part in value)
        return items
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({key: item(part) for key, part in value.items()})
        return table
    return tomlkit.item(value)


def written(path: Path) -> str:
    """Return a path as a header or a dotted key names it."""
    return ".".join(_quoted(part) for part in path)


def _quoted(part: str | int) -> str:
    return tomlkit.key(str(part)).as_string()


def dotted(document: Document, path: Path) -> list[int]:
    """List the dotted keys that make a table, which then can have no header of its own."""
    return [
        n
        for n, s in enumerate(document)
        if not s.header and s.under(path) and len(s.table) < len(path)
    ]


def holder(document: Document, path: Path) -> int | None:
    """Return the key whose value, or a part of it, is what a path names."""
    found = (
        n
        for n, s in enumerate(document)
        if s.body and not s.header and s.path == path[: len(s.path)]
    )
    return next(found, None)
