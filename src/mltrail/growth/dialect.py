"""Put two renders the way the owner keeps the repo, so that only real changes are merged.

A render says `titanic`, with LF line ends. An owner may have renamed the package or saved a file
with CRLF. Said in the owner's way, old and new render differ from each other as before, but no
longer from the owner's files wherever the owner changed nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from mltrail.growth.objects import Blob, Files, Objects
from mltrail.rendering import answers
from mltrail.rendering.template import ANSWERS_FILE


@dataclass(frozen=True)
class Trio:
    """The files of the old render, of the owner's last commit and of the new render."""

    base: Files
    ours: Files
    theirs: Files

    def all(self) -> tuple[Files, Files, Files]:
        """Return the three in the order in which they are merged."""
        return self.base, self.ours, self.theirs

    def contested(self) -> list[str]:
        """List the paths that both the owner and the new render changed."""
        return [
            path
            for path, blob in self.theirs.items()
            if path in self.base
            and path in self.ours
            and self.base[path] not in (blob, self.ours[path])
        ]


def translate(objects: Objects, trio: Trio) -> Trio:
    """Return both renders in the owner's way, but for line ends."""
    return _with_answers(objects, _with_package(objects, trio))


def _with_answers(objects: Objects, trio: Trio) -> Trio:
    """Let the new answers file be the owner's, with the answers that changed."""
    sides = [side.get(ANSWERS_FILE) for side in (trio.ours, trio.base, trio.theirs)]
    if not all(sides) or sides[0] == sides[1]:
        return trio
    texts = [objects.read(blob.oid).decode("utf-8", "surrogateescape") for blob in sides if blob]
    text = answers.advanced(*texts).encode("utf-8", "surrogateescape")
    blob = replace(trio.ours[ANSWERS_FILE], oid=objects.write(text))
    return Trio(
        trio.base | {ANSWERS_FILE: trio.ours[ANSWERS_FILE]},
        trio.ours,
        trio.theirs | {ANSWERS_FILE: blob},
    )


def with_line_ends(objects: Objects, trio: Trio, moves: Mapping[str, str]) -> Trio:
    """Return both renders with CRLF where the owner has it; `moves`: what has another place."""
    moved = [path for path in moves if trio.ours.get(path) not in (None, trio.base[path])]
    asked = [*trio.contested(), *moved]
    crlf = [path for path in asked if b"\r\n" in objects.read(trio.ours[path].oid)]
    return Trio(
        _rewritten(objects, trio.base, crlf, _to_crlf),
        trio.ours,
        _rewritten(objects, trio.theirs, [moves.get(path, path) for path in crlf], _to_crlf),
    )


def _to_crlf(content: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", content)


def _with_package(objects: Objects, trio: Trio) -> Trio:
    old = _package(trio.base)
    new = _renamed_to(trio, old) if old else ""
    if not new:
        return trio
    every = {**trio.base, **trio.theirs}
    inside = [path.split("/") for path in every]
    modules = {parts[2].removesuffix(".py") for parts in inside if parts[:2] == ["src", old]}
    changed = [path for path in every if trio.base.get(path) != trio.theirs.get(path)]

    def renamed(content: bytes) -> bytes:
        return renamed_in(content, old, new, modules)

    def regrouped(content: bytes) -> bytes:
        # Not in the base: an owner who forgot the name of a group gets one of the new name.
        return re.sub(rf"(?<=entry-points\.\"){old}(?=\.)".encode(), new.encode(), content)

    base, theirs = (
        _rewritten(objects, side, changed, renamed) for side in (trio.base, trio.theirs)
    )
    theirs = _rewritten(objects, theirs, changed, regrouped)
    return Trio(_moved(base, old, new), trio.ours, _moved(theirs, old, new))


def _package(files: Files) -> str:
    """Return the name of the package that a render has in `src/`."""
    found = (re.match(r"src/(\w+)/__init__\.py$", path) for path in files)
    return next((match[1] for match in found if match), "")


def _renamed_to(trio: Trio, old: str) -> str:
    """Return what the owner calls the package now, or nothing where it has its name still."""
    if any(path.startswith(f"src/{old}/") for path in trio.ours):
        return ""
    modules = Counter(
        match[1]
        for path in trio.ours
        if (match := re.match(r"src/(\w+)/(.+)", path)) and f"src/{old}/{match[2]}" in trio.base
    )
    return modules.most_common(1)[0][0] if modules else ""


def renamed_in(content: bytes, old: str, new: str, modules: Iterable[str]) -> bytes:
    """Write another package name wherever one stands as code, a path or an entry point."""
    name, known = re.escape(old), "|".join(map(re.escape, modules))
    places = rf"(?<=src/){name}\b|(?<=from ){name}\b|(?<=import ){name}\b|(?<=-m ){name}\b"
    places += rf"|(?<![\w/.-]){name}(?=[.](?:{known})\b)|(?<=--cov=){name}\b"
    places += rf"|(?<=\[\"){name}(?=\"\])"  # the one package that a tool is told of
    places += rf"|(?<=models:/){name}(?=[@/])"
    return re.sub(places.encode(), new.encode(), content)


def _moved(files: Files, old: str, new: str) -> Files:
    return {re.sub(rf"^src/{old}/", f"src/{new}/", path): blob for path, blob in files.items()}


def _rewritten(
    objects: Objects, files: Files, paths: Iterable[str], change: Callable[[bytes], bytes]
) -> Files:
    return files | {
        path: Blob(files[path].mode, objects.write(change(objects.read(files[path].oid))))
        for path in paths
        if path in files
    }
