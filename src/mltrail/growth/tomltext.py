"""Change a TOML file of the owner's as little as can be: their layout and comments stay.

The text is taken as statements, each with the comment above it; values are changed by tomlkit.
Where a table stands (under a header, as dotted keys, in braces) is the owner's choice.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import tomlkit
from tomlkit.items import Table

from mltrail.growth import settings
from mltrail.growth.settings import Change, Path


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


def changed(ours: str, theirs: str, steps: list[Change]) -> str:
    """Return our text with some changes made, in the words of theirs where it can be."""
    document, source = list(_statements(ours)), list(_statements(theirs))
    for step in steps:
        document = _MAKE[step.what](document, source, step)
    lines = [line for statement in document for line in (*statement.lead, *statement.body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _statements(text: str) -> Iterator[Statement]:
    table, lead, counts = Path(), list[str](), dict[Path, int]()
    lines = iter(text.split("\n"))
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            lead.append(line)
            continue
        body = [line]
        while (content := _read(body)) is None:
            body.append(next(lines))
        if line.lstrip().startswith("["):
            table = _header(content, counts)
            yield Statement(table, table, tuple(lead), tuple(body), header=True)
        else:
            yield Statement(table + _key(content, body), table, tuple(lead), tuple(body))
        lead = []
    yield Statement(("",), (), tuple(lead), ())


def _read(lines: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None  # it goes on in the next line


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


def _put(document: Document, source: Document, step: Change) -> Document:
    holder = _holder(document, step.path)
    if holder is not None:
        return _edited(document, holder, step.path, lambda at, key: at.update({key: step.value}))
    new = [statement for statement in source if statement.under(step.path)]
    if not new or not _says(new, step):
        return _put_value(document, source, step)
    if new[0].header and not _dotted(document, step.path[:-1]):
        return _with_tables(document, source, new)
    for statement in new:
        if not statement.header:
            document = _with_key(document, source, statement)
    return document


def _says(new: Document, step: Change) -> bool:
    """Say whether statements of the source give a change's value, and not more."""
    if new[0].header or new[0].path != step.path:
        return True
    content: Any = tomllib.loads("\n".join(new[0].body))
    for key in step.path[len(new[0].table) :]:
        content = content[key]
    return settings.same(content, step.value)


def _put_value(document: Document, source: Document, step: Change) -> Document:
    """Add a key whose value stands nowhere in the source as it is."""
    like = next((s for s in source if s.path == step.path), None)
    table = like.table if like else step.path[:-1]
    name = _written(step.path[len(table) :])
    body = (f"{name} = {tomlkit.item(step.value).as_string()}",)
    return _with_key(document, source, Statement(step.path, table, (), body))


def _with_tables(document: Document, source: Document, new: Document) -> Document:
    """Insert whole tables after the one that precedes them in the source."""
    first = source.index(new[0])
    earlier = [s.path for s in reversed(source[:first]) if s.header]
    place = next((p for p in (_end_of(document, path) for path in earlier) if p), None)
    if place is None:
        later = [s.path for s in source[first:] if s.header and s not in new]
        starts = (_start_of(document, path) for path in later)
        place = next((start for start in starts if start is not None), len(document) - 1)
    else:
        known = {s.path for s in source}
        while _own(document[place], known):  # what the owner put there goes first
            place += 1
    lead = new[0].comment
    if place:
        lead = ("", *lead)
    block = [replace(new[0], lead=lead), *new[1:]]
    rest = document[place:]
    if rest and rest[0].body and not (rest[0].lead and not rest[0].lead[0].strip()):
        rest[0] = replace(rest[0], lead=("", *rest[0].lead))
    return document[:place] + block + rest


def _end_of(document: Document, path: Path) -> int | None:
    """Return the place behind the table that has what a path names."""
    inside = [n for n, statement in enumerate(document) if statement.under(path)]
    if not inside:
        return None
    last = inside[-1] + 1
    while last < len(document) - 1 and not document[last].header:
        last += 1
    return last


def _start_of(document: Document, path: Path) -> int | None:
    inside = [n for n, statement in enumerate(document) if statement.under(path)]
    start = inside[0] if inside else None
    while start and not document[start].header:
        start -= 1
    return start


def _with_key(document: Document, source: Document, new: Statement) -> Document:
    """Insert a key beside its neighbours in the source, in the form that those have here."""
    there = source.index(new) if new in source else len(source)
    beside = [s for s in source if s.table == new.table and not s.header and s != new]
    earlier = [s for s in reversed(beside) if source.index(s) < there]
    known = {s.path for s in source}
    for neighbours, behind in ((earlier, True), ([s for s in beside if s not in earlier], False)):
        for path in (s.path for s in neighbours if s.path[:-1] == new.path[:-1]):
            place = next((n for n, s in enumerate(document) if s.path == path), None)
            if place is not None:
                table = document[place].table
                place += behind
                while behind and _own(document[place], known) and not document[place].header:
                    place += 1  # what the owner put there goes first
                return _at(document, place, new, table)
    headers = [n for n, s in enumerate(document) if s.header and s.path == new.path[:-1]]
    if headers:
        return _at(document, headers[-1] + 1, new, new.path[:-1])
    dotted = _dotted(document, new.path[:-1])
    if dotted:
        return _at(document, dotted[-1] + 1, new, document[dotted[-1]].table)
    if new.table and not any(s.header and s.path == new.table for s in document):
        name = ".".join(_quoted(part) for part in new.table)
        header = Statement(new.table, new.table, (), (f"[{name}]",), header=True)
        return _with_tables(document, [*source, header], [header, replace(new, lead=new.comment)])
    place = (_end_of(document, new.table) if new.table else 0) or 0
    return _at(document, place, new, new.table)


def _own(statement: Statement, known: set[Path]) -> bool:
    """Say whether a statement is one of the owner's alone."""
    return bool(statement.body) and not any(
        path[: len(statement.path)] == statement.path for path in known
    )


def _at(document: Document, place: int, new: Statement, table: Path) -> Document:
    """Insert a key at a place under a header, its name as it has to be there."""
    body = new.body
    if table != new.table:
        value: Any = tomllib.loads("\n".join(body))
        first, _, rest = body[0].partition("=")
        if '"' in first or "'" in first:
            for key in new.path[len(new.table) :]:
                value = value[key]
            rest = f" {tomlkit.item(value).as_string()}"
            body = body[:1]
        body = (f"{_written(new.path[len(table) :])} ={rest}", *body[1:])
    statement = Statement(new.path, table, new.comment, body)
    return [*document[:place], statement, *document[place:]]


def _written(path: Path) -> str:
    return ".".join(_quoted(part) for part in path)


def _quoted(part: str | int) -> str:
    return tomlkit.key(str(part)).as_string()


def _dotted(document: Document, path: Path) -> list[int]:
    """List the dotted keys that make a table, which then can have no header of its own."""
    return [
        n
        for n, s in enumerate(document)
        if not s.header and s.under(path) and len(s.table) < len(path)
    ]


def _holder(document: Document, path: Path) -> int | None:
    """Return the key whose value, or a part of it, is what a path names."""
    found = (
        n
        for n, s in enumerate(document)
        if s.body and not s.header and s.path == path[: len(s.path)]
    )
    return next(found, None)


def _edited(
    document: Document, place: int, path: Path, edit: Callable[[Any, Any], None]
) -> Document:
    """Change the value at the end of a path within one statement."""
    statement = document[place]
    content = tomlkit.parse("\n".join(statement.body))
    node: Any = content
    *way, last = path[len(statement.table) :]
    for key in way:
        node = node[key]
    edit(node, last)
    lines = tuple(tomlkit.dumps(content).rstrip("\n").split("\n"))
    return [*document[:place], replace(statement, body=lines), *document[place + 1 :]]


def _drop(document: Document, source: Document, step: Change) -> Document:
    holder = _holder(document, step.path)
    if holder is not None and document[holder].path != step.path:
        return _edited(document, holder, step.path, lambda at, key: at.pop(key))
    return [statement for statement in document if not statement.under(step.path)]


def _insert(document: Document, source: Document, step: Change) -> Document:
    holder = _holder(document, step.path)
    if holder is None:
        return _with_element(document, source, step)
    lines = _with_line(document[holder], source, step)
    if lines:
        changed = replace(document[holder], body=lines)
        return [*document[:holder], changed, *document[holder + 1 :]]

    def insert(node: Any, key: Any) -> None:
        node[key].insert(_place(node[key].unwrap(), step), step.value)

    return _edited(document, holder, step.path, insert)


def _place(items: list[Any], step: Change) -> int:
    """Return where a new item goes: behind the one before it and what the owner put there."""
    theirs = [*step.before, *step.after]
    for neighbour in reversed(step.before):
        place = settings.position(items, neighbour)
        if place is not None:
            known = (
                n
                for n in range(place + 1, len(items))
                if settings.position(theirs, items[n]) is not None
            )
            return next(known, len(items))
    places = (settings.position(items, neighbour) for neighbour in step.after)
    return next((place for place in places if place is not None), len(items))


def _with_line(ours: Statement, source: Document, step: Change) -> tuple[str, ...]:
    """Insert an item with its comment, where both lists have one item a line; else nothing."""
    theirs = next((s for s in source if s.path == step.path), None)
    if not theirs or ours.path != step.path:
        return ()
    mine, new = _items(ours), _items(theirs)
    line = next((line for line, item in new if settings.same(item, step.value)), "")
    if not mine or not line:
        return ()
    place = _place([item for _, item in mine], step)
    known = mine[min(place, len(mine) - 1)][0]
    indent = known[: len(known) - len(known.lstrip())]
    at = ours.body.index(mine[place][0]) if place < len(mine) else ours.body.index(mine[-1][0]) + 1
    return (*ours.body[:at], indent + line.strip(), *ours.body[at:])


def _items(statement: Statement) -> list[tuple[str, Any]]:
    """Return the lines of a list with the item each has; nothing for a list written otherwise."""
    first, *middle = statement.body
    found = []
    for line in middle[:-1]:
        content = _read([f"x = [{line}", "]"])
        if content is None or len(content["x"]) > 1:
            return []
        if content["x"]:
            if not line.split("#")[0].rstrip().endswith(","):
                return []
            found.append((line, content["x"][0]))
    framed = first.split("#")[0].rstrip().endswith("[") and middle and middle[-1].strip()[0] == "]"
    return found if framed else []


def _with_element(document: Document, source: Document, step: Change) -> Document:
    """Insert an element of `[[...]]` behind the last one."""
    known = [s.path[len(step.path)] for s in document if s.under(step.path) and s.header]
    number = max((n for n in known if isinstance(n, int)), default=-1) + 1
    for n in {s.path[len(step.path)] for s in source if s.under(step.path) and s.header}:
        block = [s for s in source if s.under((*step.path, n))]
        content: Any = tomllib.loads("\n".join(line for s in block for line in s.body))
        for key in map(str, step.path):
            content = content[key]
        if settings.same(content[0], step.value):
            new = [
                replace(
                    s,
                    path=(*step.path, number, *s.path[len(step.path) + 1 :]),
                    table=(*step.path, number, *s.table[len(step.path) + 1 :]),
                    lead=s.comment if s is block[0] else s.lead,
                )
                for s in block
            ]
            start = source.index(block[0])
            return _with_tables(document, [*source[:start], *new, *source[start:]], new)
    return document


def _remove(document: Document, source: Document, step: Change) -> Document:
    holder = _holder(document, step.path)
    if holder is not None:
        lines = _items(document[holder]) if document[holder].path == step.path else []
        gone = [line for line, item in lines if settings.same(item, step.value)]
        if gone:
            body = list(document[holder].body)
            body.remove(gone[0])
            changed = replace(document[holder], body=tuple(body))
            return [*document[:holder], changed, *document[holder + 1 :]]

        def remove(node: Any, key: Any) -> None:
            place = settings.position(node[key].unwrap(), step.value)
            if place is not None:
                del node[key][place]

        return _edited(document, holder, step.path, remove)
    numbers = {s.path[len(step.path)] for s in document if s.under(step.path) and s.header}
    for n in numbers:
        block = [s for s in document if s.under((*step.path, n))]
        content: Any = tomllib.loads("\n".join(line for s in block for line in s.body))
        for key in step.path:
            content = content[key]
        if settings.same(content[0], step.value):
            return [s for s in document if s not in block]
    return document


_MAKE = {"put": _put, "drop": _drop, "insert": _insert, "remove": _remove}
