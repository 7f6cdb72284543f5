"""Merge settings as data, whatever form they are written in.

What a level changes is put as a list of changes to the owner's settings. A value, or a list, that
only the owner made is theirs and gets none; lists of libraries are joined by the libraries' names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

MISSING: Any = object()  # where a side has no such key
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One thing to do to the owner's settings, which they may have done otherwise (`disputed`)."""

    what: Literal["put", "drop", "insert", "remove"]  # the last two: an item of a list
    path: Path
    value: Any = None
    before: tuple[Any, ...] = ()  # of a new item: those that precede it, the nearest last
    after: tuple[Any, ...] = ()
    disputed: bool = False


def changes(base: Any, ours: Any, theirs: Any, at: Path = ()) -> Iterator[Change]:
    """Yield what has to be done to our settings for what theirs have and the base has not."""
    for key in [*theirs, *(key for key in base if key not in theirs)]:
        sides = [side.get(key, MISSING) for side in (base, ours, theirs)]
        yield from _of_value((*at, key), *sides)


def applied(settings: Any, steps: list[Change]) -> Any:
    """Return settings with some changes made to them."""
    for step in steps:
        settings = _changed(settings, step.path, step)
    return settings


def same(one: Any, other: Any) -> bool:
    """Say whether two values say the same: the order of a list and `>=2` for `>=2.0` do not count.

    For a formatter changes these.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        rest = list(other)
        for item in one:
            place = position(rest, item)
            if place is None:
                return False
            del rest[place]
        return not rest
    if isinstance(one, str) and isinstance(other, str) and one != other:
        known = _requirement(one)
        return known is not None and known == _requirement(other)
    return bool(one is other or (type(one) is type(other) and one == other))


def position(items: list[Any], wanted: Any) -> int | None:
    """Return where an item of a list stands, if it is there."""
    return next((n for n, item in enumerate(items) if same(item, wanted)), None)


def _of_value(at: Path, was: Any, mine: Any, new: Any) -> Iterator[Change]:
    if same(was, new) or same(mine, new):
        return
    if isinstance(new, dict) and isinstance(mine, dict):
        yield from changes(was if isinstance(was, dict) else {}, mine, new, at)
    elif new is MISSING:
        if isinstance(was, dict) and isinstance(mine, dict) and not same(was, mine):
            yield from changes(was, mine, {}, at)
        elif mine is not MISSING:
            yield Change("drop", at, disputed=not same(was, mine))
    elif mine is MISSING:
        yield from _of_missing(at, was, new)
    elif isinstance(new, list) and isinstance(mine, list) and (_lists(was) or _libraries(at)):
        yield from _of_items(at, was if _lists(was) else [], mine, new)
    elif was is not MISSING:  # else both made it: the owner's stays
        yield Change("put", at, new, disputed=not same(was, mine))


def _of_missing(at: Path, was: Any, new: Any) -> Iterator[Change]:
    """Yield what a level adds where the owner has nothing, or deleted what was there."""
    if was is MISSING:
        yield Change("put", at, new)
    elif isinstance(was, dict) and isinstance(new, dict):
        yield from changes(was, {}, new, at)
    elif _lists(was) and _lists(new):
        added = [item for item in new if position(was, item) is None]
        if added:
            yield Change("put", at, added)
    else:
        yield Change("put", at, new, disputed=True)


def _of_items(at: Path, was: list[Any], mine: list[Any], new: list[Any]) -> Iterator[Change]:
    named = _libraries(at)
    olds = {_name(item): item for item in was} if named else {}
    owns = {_name(item): item for item in mine} if named else {}
    for item in was:
        if position(new, item) is None:
            there = position(mine, item) is not None
            if there:
                yield Change("remove", at, item)
            elif isinstance(item, dict):  # changed by both, or deleted here and changed there
                yield Change("remove", at, item, disputed=True)
    for place, item in enumerate(new):
        if position(was, item) is not None or position(mine, item) is not None:
            continue
        change = Change("insert", at, item, tuple(new[:place]), tuple(new[place + 1 :]))
        name = _name(item)
        if name not in olds and name not in owns:
            yield change
        elif name in olds and name in owns and same(olds[name], owns[name]):
            yield change  # a new bound; the old one was removed above
        elif name in olds and name in owns:
            yield Change("remove", at, owns[name], disputed=True)
            yield Change("insert", at, item, change.before, change.after, disputed=True)


def _changed(settings: Any, path: Path, step: Change) -> Any:
    """Return settings with the value at the end of a path changed."""
    if not path:
        items = settings if isinstance(settings, list) else []
        if step.what == "remove":
            place = position(items, step.value)
            return items if place is None else items[:place] + items[place + 1 :]
        return [*items, step.value]
    known = settings if isinstance(settings, dict) else {}
    key, rest = path[0], path[1:]
    if rest or step.what in ("insert", "remove"):
        return {**known, key: _changed(known.get(key), rest, step)}
    kept = {name: value for name, value in known.items() if name != key}
    return kept if step.what == "drop" else {**known, key: step.value}


def _lists(value: Any) -> bool:
    return isinstance(value, list)


def _libraries(at: Path) -> bool:
    """Say whether a list is one of libraries, each with the versions that will do."""
    lone = [("project", "dependencies"), ("build-system", "requires")]
    return at in lone or (at[:-1] in [("dependency-groups",), ("project", "optional-dependencies")])


def _name(item: Any) -> Any:
    """Return the name of a library without the versions that will do."""
    found = re.match(r"[A-Za-z0-9._-]+", item) if isinstance(item, str) else None
    return canonicalize_name(found[0]) if found else repr(item)


def _requirement(text: str) -> Requirement | None:
    if not re.match(r"[\w.-]+(\[[^\]]*\])?\s*[<>=!~]", text):
        return None
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None
