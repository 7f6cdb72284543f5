"""The commits that hold a render and nothing else: what a level-up starts from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mltrail import __version__, git
from mltrail.growth.objects import Objects
from mltrail.rendering.answers import Answers, parse
from mltrail.rendering.template import ANSWERS_FILE

_MARK = "Mltrail-Render"


@dataclass(frozen=True)
class Render:
    """Copier's output for some answers, as a commit."""

    commit: str
    tree: str


def message(subject: str, project: str, level: str, version: str, tree: str) -> str:
    """Return the message of a render's commit: a trailer tells what it is.

    It names the tree as well. Whoever squashes or amends the commit keeps the message, but the
    tree is then no longer the render: a merge from there would take the owner's lines away.
    """
    return f"{subject}\n\n{_MARK}: {project} {level} {version} {tree}\n"


def first_commit(
    folder: Path, project: str, level: str, author: str, clone: Path | None = None
) -> None:
    """Make a rendered folder a repo whose first commit is the render and nothing else.

    With `clone`, a repo without any commit, the commit goes there.
    """
    env = {}
    if clone:
        env = {"GIT_DIR": str(git.folder(clone)), "GIT_WORK_TREE": str(folder)}
    else:
        git.init(folder)
    # Forced, or the user's own ignore rules could leave files of the render out.
    git.git(*git.VERBATIM, "add", "--all", "--force", at=folder, env=env)
    tree = git.git("write-tree", at=folder, env=env).strip()
    text = message(f"Start {project} at level {level}", project, level, __version__, tree)
    words = ("commit", "--quiet", "--no-verify", "--message", text)
    signed = git.signature(clone or folder, author)
    git.git(*git.VERBATIM, *words, at=folder, env={**env, **signed})


def forget_first_commit(clone: Path) -> None:
    """Make a repo again the one without any commit that it was."""
    if (clone / ".git").exists():
        git.git("update-ref", "-d", "HEAD", at=clone)
        (git.folder(clone) / "index").unlink(missing_ok=True)


def store(objects: Objects, answers: Answers, tree: str, parents: list[str]) -> Render:
    """Commit a render's tree beside the branches of a repo."""
    subject = f"Render {answers.project} at level {answers.level}"
    text = message(subject, answers.project, answers.level, answers.version, tree)
    return Render(objects.commit(tree, parents, text, answers.author), tree)


def newest(objects: Objects, answers: Answers) -> Render | None:
    """Find the newest render that HEAD grew from and that these answers describe."""
    found = list(_found(objects, answers))
    if len(found) > 1:  # a repo of many projects: the one of this name, if they differ
        found.sort(key=lambda render: _name(objects, render) != answers.given.get("name"))
    if not found:
        return None
    if found[0].commit:
        return found[0]
    return store(objects, answers, found[0].tree, [])


def _found(objects: Objects, answers: Answers) -> Iterator[Render]:
    """Yield the renders, newest first; one that was amended or squashed is no commit any more."""
    described = re.escape(f"{answers.project} {answers.level} {answers.version}")
    wanted = re.compile(rf"^\s*{_MARK}: {described} ([0-9a-f]{{40,64}})$", re.MULTILINE)
    # Not `log`: its output changes with settings of the owner's, such as `log.showSignature`.
    words = ("rev-list", "--format=%x00%H %T%n%B", "--fixed-strings", f"--grep={_MARK}: ", "HEAD")
    for entry in git.git(*words, at=objects.top).split("\0")[1:]:
        names, _, text = entry.partition("\n")
        for tree in reversed(wanted.findall(text)):
            commit, present = names.split()
            if tree == present:
                yield Render(commit, tree)
            elif objects.has(f"{tree}^{{tree}}"):
                yield Render("", tree)


def _name(objects: Objects, render: Render) -> str:
    text = git.shown(f"{render.tree}:{ANSWERS_FILE}", at=objects.top)
    return parse(text or "").given.get("name", "")
