"""Change a TOML file of the owner's as little as can be: their layout and comments stay.

The text is taken as statements, each with the comment above it; values are changed by tomlkit.
Where a table stands (under a header, as dotted keys, in braces) is the owner's choice.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import tomlkit

from mltrail.growth.weaving import settings, statements
from mltrail.growth.weaving.settings import Change, Path
from mltrail.growth.weaving.statements import Document, Statement


def changed(ours: str, theirs: str, steps: list[Change]) -> str:
    """Return our text with some changes made, in the words of theirs where it can be."""
    document, source = list(statements.split(ours)), list(statements.split(theirs))
    for step in steps:
        document = _MAKE[step.what](document, source, step)
    lines = [line for statement in document for line in (*statement.lead, *statement.body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _put(document: Document, source: Document, step: Change) -> Document:
    holder = statements.holder(document, step.path)
    if holder is not None:
        return _edited(document, holder, step.path, lambda at, key: at.update({key: step.value}))
    new = [statement for statement in source if statement.under(step.path)]
    if not new or not _says(new, step):
        return _put_value(document, source, step)
    if new[0].header and not statements.dotted(document, step.path[:-1]):
        return _with_tables(document, source, new)
    for path, value in _leaves(step.path, step.value):
        statement = next((s for s in new if s.path == path), None)
        document = (
            _with_key(document, source, statement)
            if statement
            else _put_value(document, source, Change("put", path, value))
        )
    return document


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield what a table holds, down to what is no table."""
    if not isinstance(value, dict) or not value:
        yield path, value
        return
    for key, part in value.items():
        yield from _leaves((*path, key), part)


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
    name = statements.written(step.path[len(table) :])
    body = (f"{name} = {statements.item(step.value).as_string()}",)
    return _with_key(document, source, Statement(step.path, table, (), body))


def _with_tables(document: Document, source: Document, new: Document) -> Document:
    """Insert whole tables after the one that precedes them in the source."""
    first = source.index(new[0])
    earlier = [s.path for s in reversed(source[:first]) if s.header]
    place = next((p for p in (statements.end_of(document, path) for path in earlier) if p), None)
    if place is None:
        later = [s.path for s in source[first:] if s.header and s not in new]
        starts = (statements.start_of(document, path) for path in later)
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
    above = (statements.dotted(document, new.path[:end]) for end in range(len(new.path) - 1, 0, -1))
    dotted = next((found for found in above if found), [])
    if dotted:
        return _at(document, dotted[-1] + 1, new, document[dotted[-1]].table)
    if new.table and not any(s.header and s.path == new.table for s in document):
        body = (f"[{statements.written(new.table)}]",)
        header = Statement(new.table, new.table, (), body, header=True)
        return _with_tables(document, [*source, header], [header, replace(new, lead=new.comment)])
    place = (statements.end_of(document, new.table) if new.table else 0) or 0
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
            rest = f" {statements.item(value).as_string()}"
            body = body[:1]
        body = (f"{statements.written(new.path[len(table) :])} ={rest}", *body[1:])
    statement = Statement(new.path, table, new.comment, body)
    return [*document[:place], statement, *document[place:]]


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
    holder = statements.holder(document, step.path)
    if holder is not None and document[holder].path != step.path:
        return _edited(document, holder, step.path, lambda at, key: at.pop(key))
    return [statement for statement in document if not statement.under(step.path)]


def _insert(document: Document, source: Document, step: Change) -> Document:
    holder = statements.holder(document, step.path)
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
        content = statements.read([f"x = [{line}", "]"])
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
    holder = statements.holder(document, step.path)
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
