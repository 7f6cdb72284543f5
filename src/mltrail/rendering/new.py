"""Make a new repo: it appears in its place complete, or not at all."""

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mltrail import catalog, errors, git
from mltrail.growth import renders
from mltrail.rendering import template, workshop

# What a file manager or an editor leaves in a folder that a person calls empty.
_DEBRIS = {".DS_Store", ".idea", ".vscode", "Thumbs.db", "desktop.ini"}

NEEDED = ("level", "project", "name")  # the questions that are asked unless answered


@dataclass(frozen=True)
class Order:
    """What the user asked for; `directory` None means: named after the repo, right here."""

    directory: Path | None
    answers: dict[str, str]  # the ones given, by question
    ask: bool = False  # put the missing ones to the user
    git: bool = True


@dataclass(frozen=True)
class Repo:
    """A repo that was made, or would be."""

    path: Path
    answers: dict[str, str]
    files: list[str]  # relative, with forward slashes
    note: str = ""  # what the user should know about its Git history


def implied(directory: Path | None) -> dict[str, str]:
    """Return the answers that need no question: a folder names its repo, Git knows its author."""
    author = git.identity(Path.cwd()).get("user.name", "") if git.available() else ""
    return {"author": author} | ({"name": directory.absolute().name} if directory else {})


def check(directory: Path | None, answers: dict[str, str]) -> None:
    """Find what can be known to be wrong before anything is asked or written.

    Raises `UsageError` for an unknown level or project, `MltrailError` for a folder in the way.
    """
    known = catalog.load()
    level, project = answers.get("level"), answers.get("project")
    if level:
        known.level(level)
    if project:
        known.project(project)
    if level and project:
        known.cell(project, level)
    if directory:
        _checked_free(directory.absolute())


def preview(order: Order) -> Repo:
    """Render into a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="mltrail-") as folder:
        place = Path(folder) / "repo"
        answers = _rendered(place, order)
        return Repo(_free_path(order, answers), answers, _files(place))


def create(order: Order) -> Repo:
    """Render, commit, and move into place in one step; a kill at any moment leaves no half."""
    target = (order.directory or Path("repo")).absolute()
    with workshop.beside(target if _is_here(target) else target.parent) as place:
        answers = _rendered(place, order)
        path = _free_path(order, answers)
        files = _files(place)
        note = _commit(place, path, answers) if order.git else ""
        _move(place, path)
    return Repo(path, answers, files, note)


def _rendered(place: Path, order: Order) -> dict[str, str]:
    """Render and return all answers; refuse one to a question that was none here."""
    answers = template.render(place, order.answers, order.ask)
    for option in catalog.load().options.keys() & order.answers.keys():
        catalog.load().check_option(answers["project"], answers["level"], option)
    return answers


def _free_path(order: Order, answers: dict[str, str]) -> Path:
    return _checked_free((order.directory or Path(answers["name"])).absolute())


def _checked_free(path: Path) -> Path:
    """Return a path where a repo can go; raise if something is there or nothing is above."""
    if not path.name or path.name == "..":
        raise errors.MltrailError(
            "A repo cannot take the place of a folder above you.",
            "Give the name of a new folder, for example `mltrail new titanic`.",
        )
    if not path.parent.is_dir():
        raise errors.MltrailError(
            f"The folder `{path.parent}` does not exist.", "Make it first, or choose another."
        )
    if path.is_dir() and _contents(path) - {".git"}:
        raise errors.MltrailError(
            f"The folder `{path}` is not empty.", "Choose another folder; nothing was changed."
        )
    if (path / ".git").exists() and not _is_fresh(path):
        raise errors.MltrailError(
            f"The folder `{path}` is a Git repo with a history of its own.",
            "Choose another folder, or a clone of a repo that is empty; nothing was changed.",
        )
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise errors.MltrailError(
            f"There is a file `{path}` already.", "Choose another name; nothing was changed."
        )
    return path


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _contents(path: Path) -> set[str]:
    return {name for name in os.listdir(path) if not workshop.is_one(path / name)} - _DEBRIS


def _is_here(path: Path) -> bool:
    """Say whether a path is the folder that the user is in."""
    return path == Path.cwd()


def _is_fresh(path: Path) -> bool:
    """Say whether a folder is a Git repo in which nothing was ever committed, as a new clone."""
    if not git.available() or git.work_tree(path) != path.resolve():
        return False
    return git.asked("for-each-ref", "--count=1", at=path) == "" and not git.asked(
        "ls-files", at=path
    )


def _commit(place: Path, path: Path, answers: dict[str, str]) -> str:
    """Make the first commit, or say in a note why there is none."""
    if not git.available():
        return "Git was not found: the repo has no history yet. Install Git to keep your work."
    clone = path if (path / ".git").exists() else None
    outer = None if clone else git.work_tree(path if path.is_dir() else path.parent)
    if outer and not git.ignored(path):
        return f"The repo lies inside the Git repo `{outer}`: commit it there."
    words = answers["project"], answers["level"], answers["author"]
    renders.first_commit(place, *words, clone)
    if {"user.name", "user.email"} <= git.identity(clone or place).keys():
        return ""
    return f"Git does not know who you are. {git.HOW_TO_SET_IDENTITY}"


def _move(place: Path, path: Path) -> None:
    if _is_here(path) or (path.is_dir() and os.listdir(path)):
        _fill(place, path)
        return
    if path.is_dir():
        path.rmdir()  # Windows does not rename onto an empty folder
    place.rename(path)


def _fill(place: Path, path: Path) -> None:
    """Move all into a folder that has to stay; what cannot be completed is taken back.

    The history goes first: from then on `git restore .` brings what a kill kept away.
    """
    moved = list[str]()
    try:
        for name in sorted(os.listdir(place), key=lambda name: name != ".git"):
            if os.path.lexists(path / name):
                raise FileExistsError(errno.EEXIST, "it is there already", str(path / name))
            (place / name).rename(path / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            (path / name).rename(place / name)
        if ".git" not in moved:
            renders.forget_first_commit(path)
        raise
