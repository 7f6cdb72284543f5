"""Files that a newer template has elsewhere, and the owner's imports that look for them there."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from mltrail.growth.dialect import Trio
from mltrail.growth.objects import Files, Objects

Moves = dict[str, str]  # where a file was, and where it is


@dataclass(frozen=True)
class Stray:
    """An import that led to a module before an update and leads nowhere after it."""

    path: str
    line: int
    written: str
    now: str  # where the module is; empty where there is none any more


def seen(objects: Objects, trio: Trio) -> Moves:
    """Return the moves that Git sees: files that are much alike."""
    if trio.base.keys() <= trio.theirs.keys():
        return {}
    return objects.renames(objects.tree(trio.base), objects.tree(trio.theirs))


def by_name(trio: Trio, seen: Moves) -> Moves:
    """Return the moves that Git does not see, since the file was rewritten: its name tells.

    Only a name that one file lost and one gained, in the same top folder, and a free place count.
    """
    lost, gained = (
        _by_place(side.keys() - other.keys())
        for side, other in ((trio.base, trio.theirs), (trio.theirs, trio.base))
    )
    pairs = [(lost[name], gained.get(name, [])) for name in lost]
    moves = {old[0]: new[0] for old, new in pairs if len(old) == len(new) == 1}
    known = {*seen, *seen.values(), *trio.ours.keys() - trio.base.keys()}
    return {old: new for old, new in moves.items() if not {old, new} & known}


def followed(trio: Trio, moves: Moves) -> Trio:
    """Return the old render and the owner's files as if the moved ones had been there always."""
    base, ours = (
        {moves.get(path, path): blob for path, blob in side.items()}
        for side in (trio.base, trio.ours)
    )
    return replace(trio, base=base, ours=ours)


def strays(objects: Objects, trio: Trio, merged: Files, moves: Moves) -> list[Stray]:
    """List the imports in files of the owner's that a move has cut off."""
    sources = {new: old for old, new in moves.items()}
    found = []
    for path, blob in sorted(merged.items()):
        if path.endswith(".py") and blob != trio.theirs.get(path):
            was = sources.get(path, path)
            for line, name in _imports(objects.read(blob.oid)):
                module, written = _module(was, name, trio.ours)
                if module and not _module(path, name, merged)[0]:
                    now = moves.get(module, module)
                    found.append(Stray(path, line, written, _dotted(now) if now in merged else ""))
    return found


def _by_place(paths: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    found = defaultdict(list)
    for path in paths:
        pure = PurePosixPath(path)
        if pure.stem != "__init__":
            found[pure.parts[0], pure.name].append(path)
    return found


def _imports(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield each imported name with its line; nothing for what is no Python, as with marks in."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = f"{node.module}." if node.module else ""
            names = (alias.name for alias in node.names)
            yield from ((node.lineno, f"{'.' * node.level}{module}{name}") for name in names)


def _module(path: str, name: str, files: Files) -> tuple[str, str]:
    """Return the file of the repo that an import in `path` leads to, and that module's name there.

    Both are empty where there is none. The last part of a name may be one inside the module.
    """
    plain = name.lstrip(".")
    above = len(name) - len(plain)
    folders = PurePosixPath(path).parents
    if above < len(folders):
        folder = folders[above - 1] if above else PurePosixPath("src")
        place = folder / plain.replace(".", "/")
        within = name.rpartition(".")[0]
        for found, module in (
            (f"{place}.py", name),
            (f"{place}/__init__.py", name),
            (f"{place.parent}.py", within),
        ):
            if found in files:
                return found, module
    return "", ""


def _dotted(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
