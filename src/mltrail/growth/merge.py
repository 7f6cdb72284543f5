"""Merge a new render into the owner's files, as trees; no file is touched."""

import codecs
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Literal

from mltrail.growth import dialect, moves
from mltrail.growth.dialect import Trio
from mltrail.growth.moves import Moves, Stray
from mltrail.growth.objects import Blob, Files, Objects
from mltrail.growth.weaving import weave

_BASE, _OURS, _THEIRS = "1", "2", "3"

State = Literal["added", "merged", "kept", "moved", "removed", "conflict"]


@dataclass(frozen=True)
class Change:
    """What a merge does to one file; `kept`: the owner's own stands where the level has another."""

    path: str
    state: State
    partly: bool = False  # some of what the level has for it found no place in the owner's
    source: str = ""  # where the file was, if a newer template has it elsewhere


@dataclass(frozen=True)
class Merged:
    """The owner's files with what a new render adds."""

    tree: str
    changes: list[Change]
    stages: list[str] = field(default_factory=list)  # Git's lines for what it could not decide
    strays: list[Stray] = field(default_factory=list)


def merge(objects: Objects, base: str, ours: str, theirs: str) -> Merged:
    """Merge trees: what changed from `base` to `theirs` goes into `ours`."""
    trio = Trio(*(objects.files(tree) for tree in (base, ours, theirs)))
    known = dialect.translate(objects, trio)
    seen = moves.seen(objects, known)
    rewritten = moves.by_name(known, seen)
    moved = seen | rewritten
    said = dialect.with_line_ends(objects, known, moved)
    said = moves.followed(said, rewritten)
    trees = [
        tree if files == before else objects.tree(files)
        for tree, files, before in (
            (base, said.base, trio.base),
            (ours, said.ours, trio.ours),
            (theirs, said.theirs, trio.theirs),
        )
    ]
    tree, stages = _by_git(objects, *trees)
    files = objects.files(tree)
    asked = {_path(stage) for stage in stages}
    for path in _unsound(objects, said, files, asked):
        sides = said.base[path], said.ours[path], said.theirs[path]
        stages += [f"{blob.mode} {blob.oid} {n}\t{path}" for n, blob in enumerate(sides, start=1)]
        files[path] = _marked(objects, *sides[1:])
    settled = _settled(objects, stages)
    for path in _texts(said, files):  # even where Git saw no conflict: it knows lines, no sections
        settled[path] = _woven(objects, path, *(side[path] for side in said.all()))
    for path in {_path(stage) for stage in stages} - settled.keys():
        files[path] = _narrowed(objects, said, path) or files[path]
    files = {path: blob for path, blob in (files | settled).items() if blob}
    stages = [stage for stage in stages if _path(stage) not in settled]
    if settled or stages:
        tree = objects.tree(files)
    changes = _with_moves(_changes(objects, known, files, settled, stages), moved)
    return Merged(tree, changes, stages, moves.strays(objects, known, files, moved))


def _by_git(objects: Objects, base: str, ours: str, theirs: str) -> tuple[str, list[str]]:
    start = objects.commit(base, [], "base")
    one, other = (objects.commit(tree, [start], "side") for tree in (ours, theirs))
    if one == other:
        return ours, []
    tree, stages = objects.merge(one, other)
    return (_labelled(objects, tree, stages, one, other) if stages else tree), stages


def _labelled(objects: Objects, tree: str, stages: list[str], ours: str, theirs: str) -> str:
    """Write `yours` and `level` beside the conflict markers, where Git wrote commits' names."""
    files = objects.files(tree)
    for path in {_path(stage) for stage in stages} & files.keys():
        text = objects.read(files[path].oid)
        text = text.replace(f"<<<<<<< {ours}".encode(), b"<<<<<<< yours")
        text = text.replace(f">>>>>>> {theirs}".encode(), b">>>>>>> new")
        files[path] = Blob(files[path].mode, objects.write(text))
    return objects.tree(files)


def _settled(objects: Objects, stages: list[str]) -> dict[str, Blob | None]:
    """Decide what need not be asked: a file of the owner's own stays theirs, a deleted one away.

    Shared text is woven; the rest is left to the owner.
    """
    settled: dict[str, Blob | None] = {}
    by_path: dict[str, dict[str, Blob]] = defaultdict(dict)
    for stage in stages:
        head, path = stage.split("\t", 1)
        mode, oid, number = head.split(" ")
        by_path[path][number] = Blob(mode, oid)
    for path, sides in by_path.items():
        if sides.keys() == {_BASE, _OURS, _THEIRS}:
            woven = _woven(objects, path, sides[_BASE], sides[_OURS], sides[_THEIRS])
            if woven:
                settled[path] = woven
        elif sides.keys() == {_OURS, _THEIRS}:
            settled[path] = _joined(objects, path, sides[_OURS], sides[_THEIRS])
        elif sides.keys() != {_OURS} and sides.keys() != {_THEIRS}:
            settled[path] = sides.get(_OURS)
    return settled


def _unsound(objects: Objects, trio: Trio, merged: Files, asked: set[str]) -> list[str]:
    """List the settings that Git merged without a conflict but that do not hold together."""
    found = []
    for path in trio.contested():
        if path not in asked and path in merged and weave.can(path):
            blobs = trio.base[path], trio.ours[path], trio.theirs[path], merged[path]
            if not weave.sound(path, *(_text(objects, blob) for blob in blobs)):
                found.append(path)
    return found


def _texts(trio: Trio, merged: Files) -> list[str]:
    """List the Markdown files that both changed."""
    return [path for path in trio.contested() if path in merged and path.endswith(".md")]


def _marked(objects: Objects, ours: Blob, theirs: Blob) -> Blob:
    text = weave.marked(_text(objects, ours), _text(objects, theirs))
    return _like(objects, ours, text) or ours


def _narrowed(objects: Objects, trio: Trio, path: str) -> Blob | None:
    """Return a file in conflict with marks around what is disputed, and nothing else."""
    sides = [side.get(path) for side in trio.all()]
    texts = [_text(objects, blob) for blob in sides if blob]
    text = weave.disputed(path, *texts) if len(texts) == len(sides) else None
    return _like(objects, trio.ours[path], text) if text else None


def _woven(objects: Objects, path: str, base: Blob, ours: Blob, theirs: Blob) -> Blob | None:
    if not weave.can(path):
        return None
    texts = [_text(objects, blob) for blob in (base, ours, theirs)]
    return _like(objects, ours, weave.weave(path, *texts))


def _joined(objects: Objects, path: str, ours: Blob, theirs: Blob) -> Blob:
    text = weave.joined(path, _text(objects, ours), _text(objects, theirs))
    return _like(objects, ours, text) or ours


def _like(objects: Objects, ours: Blob, text: str | None) -> Blob | None:
    """Store a text with the mode, the line ends and the first mark of the owner's file."""
    if text is None:
        return None
    known = objects.read(ours.oid)
    if b"\r\n" in known:
        text = text.replace("\n", "\r\n")
    if known.startswith(codecs.BOM_UTF8):
        text = f"\ufeff{text}"
    return replace(ours, oid=objects.write(text.encode("utf-8", "surrogateescape")))


def _text(objects: Objects, blob: Blob) -> str:
    text = objects.read(blob.oid).removeprefix(codecs.BOM_UTF8)
    return text.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def _changes(
    objects: Objects, trio: Trio, merged: Files, settled: dict[str, Blob | None], stages: list[str]
) -> list[Change]:
    states: dict[str, State] = dict.fromkeys(map(_path, stages), "conflict")
    for path in merged.keys() | trio.ours.keys() | settled.keys():
        before, after = trio.ours.get(path), merged.get(path)
        if path in states:
            continue
        if before != after:
            states[path] = "removed" if not after else "merged" if before else "added"
        elif path in settled:
            states[path] = "kept"
    partly = {path for path in _texts(trio, merged) if not _complete(objects, trio, path)}
    return [Change(path, states[path], path in partly) for path in sorted(states)]


def _with_moves(changes: list[Change], moved: Moves) -> list[Change]:
    """Say of a file that left one place and came to another that it moved."""
    states = {change.path: change.state for change in changes}
    sources = {
        new: old
        for old, new in moved.items()
        if states.get(old) == "removed" and states.get(new) in ("added", "conflict")
    }
    gone = set(sources.values())
    return [
        replace(
            change,
            state="moved" if change.state == "added" else change.state,
            source=sources[change.path],
        )
        if change.path in sources
        else change
        for change in changes
        if change.path not in gone
    ]


def _complete(objects: Objects, trio: Trio, path: str) -> bool:
    texts = [_text(objects, side[path]) for side in trio.all()]
    return weave.complete(path, *texts)


def _path(stage: str) -> str:
    return stage.split("\t", 1)[1]
