"""What a merge would run into in the owner's folder, found before a file is touched."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from string import ascii_lowercase

from mltrail import git
from mltrail.errors import MltrailError
from mltrail.growth.objects import Files
from mltrail.growth.place import NOTHING, Place, named, typed

# Git gives a file this name if a folder, or a link, has the one it should have.
_MISPLACED = re.compile(r"(.+)~[0-9a-f]{40,64}(_\d+)?$")


def check(place: Place, ours: Files, merged: Files) -> None:
    """Refuse a merge that would write over what Git does not know, or past what it is not told.

    Raises `MltrailError` with a hint that leads on.
    """
    _check_free(place.folder, merged.keys() - ours.keys())
    changed = {path for path, blob in ours.items() if merged.get(path) != blob}
    _check_seen(place, changed)


def _check_free(folder: Path, added: Iterable[str]) -> None:
    found = {path: _obstacle(folder, path) for path in sorted(added)}
    taken = [path for path, obstacle in found.items() if obstacle == path]
    own = [path for path in taken if (folder / path).is_file() and not (folder / path).is_symlink()]
    if own:
        raise MltrailError(
            f"The new level has {named(own)}, and so have you, not committed. {NOTHING}",
            f"Commit yours, and it is kept: `git add --force {_typed(folder, own)}`, then "
            "`git commit -m Mine`. Or rename it. Then try again.",
        )
    for path, obstacle in found.items():
        if obstacle:
            wanted = _MISPLACED.sub(r"\1", path)
            raise MltrailError(
                f"The new level has `{wanted}`, and your `{obstacle}` is in its way. {NOTHING}",
                f"Rename or move `{obstacle}`, then try again.",
            )


def _obstacle(folder: Path, path: str) -> str:
    """Name what stands where a new file, or a folder for it, would go; nothing if all is free."""
    misplaced = _MISPLACED.match(path)
    if misplaced:
        return misplaced[1]
    above = [part.as_posix() for part in reversed(PurePosixPath(path).parents)][1:]
    for part in above:
        file = folder / part
        if os.path.lexists(file) and (file.is_symlink() or not file.is_dir()):
            return _spelt(file, part)
    return _spelt(folder / path, path) if os.path.lexists(folder / path) else ""


def _spelt(file: Path, path: str) -> str:
    """Return a path as it stands on the disk: some file systems take `a` and `A` for the same."""
    names = os.listdir(file.parent)
    alike = (name for name in names if name.casefold() == file.name.casefold())
    name = file.name if file.name in names else next(alike, file.name)
    return PurePosixPath(path).with_name(name).as_posix()


def _check_seen(place: Place, changed: set[str]) -> None:
    """Refuse to change a file that Git was told not to look at: it would not see an edit there."""
    printed = git.git("ls-files", "-v", "-z", "--", place.prefix or ".", at=place.top)
    marks = {line[2:].removeprefix(place.prefix): line[0] for line in printed.split("\0")[:-1]}
    hidden = {path: marks.get(path, "H") for path in sorted(changed)}
    hidden = {
        path: mark
        for path, mark in hidden.items()
        if (mark == "S" or mark.islower()) and os.path.lexists(place.folder / path)
    }
    if hidden:
        raise MltrailError(
            f"The new level changes {named([*hidden])}, which Git was told not to look at. "
            f"{NOTHING}",
            f"Let it look again: {', '.join(_looking(place.folder, hidden))}. Then try again.",
        )


def _looking(folder: Path, hidden: dict[str, str]) -> Iterator[str]:
    """Yield what one types so that Git looks at files again, by its marks for them."""
    flags = {"--no-skip-worktree": "Ss", "--no-assume-unchanged": ascii_lowercase}
    for flag, marks in flags.items():
        paths = [path for path, mark in hidden.items() if mark in marks]
        if paths:
            yield f"`git update-index {flag} {_typed(folder, paths)}`"


def _typed(folder: Path, paths: Iterable[str]) -> str:
    return " ".join(typed(folder / path) for path in paths)
