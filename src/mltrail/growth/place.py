"""Where a repo of the owner's stands: its folder, its history, its answers."""

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mltrail import git
from mltrail.errors import MltrailError
from mltrail.rendering.answers import Answers, parse
from mltrail.rendering.template import ANSWERS_FILE

NOTHING = "Nothing was changed."
_COMMIT = "`git add --all`, then `git commit -m Start`."
_START = f"`git init`, {_COMMIT}"
_UNDERWAY = {
    "MERGE_HEAD": ("merge", "Finish it with `git commit`, or drop it with `git merge --abort`."),
    "CHERRY_PICK_HEAD": (
        "cherry-pick",
        "Finish it with `git cherry-pick --continue`, or drop it with `git cherry-pick --abort`.",
    ),
    "REVERT_HEAD": (
        "revert",
        "Finish it with `git revert --continue`, or drop it with `git revert --abort`.",
    ),
    "rebase-merge": (
        "rebase",
        "Finish it with `git rebase --continue`, or drop it with `git rebase --abort`.",
    ),
    "rebase-apply/applying": (
        "am",
        "Finish it with `git am --continue`, or drop it with `git am --abort`.",
    ),
    "rebase-apply": (
        "rebase",
        "Finish it with `git rebase --continue`, or drop it with `git rebase --abort`.",
    ),
    "BISECT_LOG": ("bisect", "End it with `git bisect reset`."),
}


@dataclass(frozen=True)
class Place:
    """A project in the work tree of a Git repo; often the whole of it."""

    top: Path
    folder: Path  # of the project

    @property
    def prefix(self) -> str:
        """Return the folder as Git names it: empty, or ending in a slash."""
        inside = self.folder.relative_to(self.top).as_posix()
        return "" if inside == "." else f"{inside}/"

    @cached_property
    def head(self) -> str:
        """Return the commit that is checked out; empty where nothing is committed yet."""
        return git.asked("rev-parse", "--verify", "--quiet", "HEAD", at=self.top) or ""

    def dirty(self) -> list[str]:
        """List the tracked files that differ from the last commit."""
        words = ("status", "--porcelain", "-z", "--untracked-files=no", "--no-renames")
        printed = git.git(*words, "--ignore-submodules=dirty", at=self.top)
        marks = {entry[3:]: entry[:2] for entry in printed.split("\0")[:-1]}
        changed = self._edited() if " M" in marks.values() else set()
        return [path for path, mark in marks.items() if mark != " M" or path in changed]

    def _edited(self) -> set[str]:
        """Name the files whose content differs: `status` also has those with other line ends."""
        words = ("diff", "--name-only", "-z", "--no-ext-diff")
        return set(git.git("-c", "diff.autoRefreshIndex=true", *words, at=self.top).split("\0"))

    def underway(self) -> str:
        """Name the operation of Git's that is in progress, if there is one."""
        present = (name for name in _UNDERWAY if (git.folder(self.top) / name).exists())
        return next(present, "")

    def answers(self) -> Answers:
        """Read what the repo was made from, as committed."""
        return parse(self.answers_text())

    def answers_text(self) -> str:
        """Return the answers file as committed; raise if it is not."""
        text = git.shown(f"{self.head}:{self.prefix}{ANSWERS_FILE}", at=self.top)
        if text is None:
            file = typed(self.folder / ANSWERS_FILE)
            raise MltrailError(
                f"`{ANSWERS_FILE}` is not committed, and the rest of the repo may not be either.",
                f"`{self.top}` ignores this folder. Make it a repo of its own, there: {_START}"
                if self.prefix and git.ignored(self.folder)
                else f"Commit first: `git add --force {file}`, {_COMMIT}",
            )
        return text


def find(start: Path) -> Place:
    """Find the project that a folder belongs to.

    Raises `MltrailError` where there is none, or none in a Git repo.
    """
    if not git.available():
        raise MltrailError("Git was not found.", f"Install it from {git.DOWNLOADS}.")
    start = start.resolve()
    known = [start, *start.parents]
    top = _top(known)
    inside = known[: known.index(top) + 1] if top else known
    folder = next((folder for folder in inside if (folder / ANSWERS_FILE).is_file()), None)
    if not folder:
        raise MltrailError(
            f"There is no `{ANSWERS_FILE}` in `{start}`" + (" or above." if top != start else "."),
            "Go to the folder of a repo that `mltrail new` made.",
        )
    if not top:
        raise MltrailError(
            f"`{folder}` is not a Git repo.",
            f"Make it one, there: {_START}",
        )
    return Place(top, folder)


def _top(folders: list[Path]) -> Path | None:
    """Return the top of the work tree; raise if there is one that Git does not want to enter."""
    top = git.work_tree(folders[0])
    if top and top.resolve() in folders:
        return top.resolve()
    if any((folder / ".git").exists() for folder in folders):
        git.git("rev-parse", "--show-toplevel", at=folders[0])
    return None


def check(place: Place) -> None:
    """Refuse a repo whose files could not be told from the owner's unfinished work."""
    underway = place.underway()
    if underway:
        name, hint = _UNDERWAY[underway]
        raise MltrailError(f"A `git {name}` is in progress. {NOTHING}", hint)
    if not place.head:
        raise MltrailError(
            f"`{place.top}` has no commit yet. {NOTHING}",
            f"Commit first: {_COMMIT}",
        )
    dirty = place.dirty()
    if dirty:
        raise MltrailError(
            f"{named(dirty)} changed since the last commit. {NOTHING}",
            'Keep the changes with `git commit -am "My changes"`, or put them aside with '
            "`git stash`.",
        )


def named(files: list[str]) -> str:
    """Name files in a sentence, not more than three."""
    shown = ", ".join(f"`{file}`" for file in files[:3])
    if len(files) > 3:
        return f"{shown} and {len(files) - 3} more"
    return shown


def typed(file: Path) -> str:
    """Return a file as one types it where one is."""
    try:
        word = os.path.relpath(file)
    except ValueError:  # on another drive of Windows
        word = str(file)
    return f'"{word}"' if os.name == "nt" else shlex.quote(word)
