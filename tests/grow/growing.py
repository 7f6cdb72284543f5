"""Grow edited repos in this process, and hold what came out against what must hold."""

import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from layers import SHARED

from grow.owner import Edit, Owner
from mltrail import catalog
from mltrail.growth import levelup
from mltrail.growth.levelup import Growth, Order
from mltrail.rendering import new, template

Files = dict[str, bytes]

NAMES_THE_AUTHOR = "LICENSE"  # as pyproject.toml does, so it follows the answers

_render = template.render


@dataclass
class World:
    """A template, and a folder for what is made from it again and again."""

    name: str
    root: Path
    store: Path

    @contextmanager
    def inhabited(self) -> Iterator[None]:
        """Let mltrail render this template, each set of answers once."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(template, "root", lambda: self.root)
            patch.setattr(template, "render", self.render)
            catalog.load.cache_clear()
            yield
        catalog.load.cache_clear()

    def render(self, folder: Path, answers: dict[str, str], ask: bool = False) -> dict[str, str]:
        known = {key: value for key, value in sorted(answers.items()) if key[0] != "_"}
        place = self.store / "-".join(f"{value}" for value in known.values())
        if not place.exists():
            _render(place, known, ask)
        shutil.copytree(place, folder)
        recorded = yaml.safe_load((folder / template.ANSWERS_FILE).read_text("utf-8"))
        return {key: str(value) for key, value in recorded.items()}

    def new(self, repo: Path, project: str, level: str) -> None:
        """Make a repo, as `mltrail new` does."""
        made = self.store / f"new-{project}-{level}"
        if not made.exists():
            answers = {"project": project, "level": level, "name": "mine", "author": "Ada"}
            new.create(new.Order(made, answers))
        repo.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(made, repo, symlinks=True)

    def fresh(self, project: str, level: str, answers: dict[str, str]) -> Files:
        """Return what a level renders to."""
        folder = self.store / "look"
        shutil.rmtree(folder, ignore_errors=True)
        self.render(folder, answers | {"project": project, "level": level})
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@dataclass
class Outcome:
    """An edited repo before and after it grew."""

    owner: Owner
    growth: Growth
    base: Files
    before: Files
    fresh: Files
    after: Files
    moves: dict[str, str]

    def problems(self) -> list[str]:
        """List everything that must hold and does not."""
        return [
            *self._lost_files(),
            *self._lost_lines(),
            *self._returned_lines(),
            *self._missing(),
            *self._surplus(),
            *self._foreign_conflicts(),
            *self._unclean(),
        ]

    def _lost_files(self) -> list[str]:
        """A file that levels do not share is as the owner left it, byte for byte."""
        return [
            f"changed: {path}"
            for path, content in self.before.items()
            if path not in SHARED and self.after.get(path) != content
            if not (path == NAMES_THE_AUTHOR and self._follows_the_answers(path))
        ]

    def _follows_the_answers(self, path: str) -> bool:
        """Say whether an author that was corrected in the answers is corrected here too."""
        untouched = self.before[path] == self.base.get(path)
        return untouched and self.after.get(path) == self.fresh.get(path)

    def _lost_lines(self) -> list[str]:
        """Every line that the owner wrote into a shared file is there."""
        found = []
        for path in self._shared():
            wrote = _lines(self.before[path]) - _lines(self.base.get(path, b""))
            found += [f"lost in {path}: {line!r}" for line in wrote - _lines(self.after[path])]
        return found

    def _returned_lines(self) -> list[str]:
        """No line that the owner took out is back."""
        found = []
        for path in self._shared():
            base, before = _lines(self.base.get(path, b"")), _lines(self.before[path])
            allowed = before + (_lines(self.fresh.get(path, b"")) - base)
            back = (_lines(self.after[path]) - allowed) & (base - before)
            found += [f"back in {path}: {line!r}" for line in back if line.strip()]
        return found

    def _missing(self) -> list[str]:
        """Outside the owner's edits the repo is what the higher level renders to."""
        found = []
        partly = {change.path for change in self.growth.changes if change.partly}
        for path, content in self.fresh.items():
            place = self._moved(path)
            if path in self.base and self.before.get(path) == self.base[path]:
                found += [] if self._same(place, content) else [f"differs: {path}"]
            elif path not in self.base and place not in self.before:
                found += [] if self._same(place, content) else [f"not there: {place}"]
            elif path in SHARED - partly and path in self.base and path in self._shared():
                said = self._renamed(content)
                added = _added(path, self.base[path], said, self.after[path])
                found += [f"{path} has no {what}" for what in added]
        return found

    def _surplus(self) -> list[str]:
        expected = {self._moved(path) for path in self.fresh.keys() - self.base.keys()}
        return [f"surplus: {path}" for path in self.after.keys() - self.before.keys() - expected]

    def _foreign_conflicts(self) -> list[str]:
        return [f"conflict: {path}" for path in self.growth.conflicts if path not in SHARED]

    def _unclean(self) -> list[str]:
        if self.growth.conflicts:
            return []
        status = self.owner.git("status", "--porcelain", "--untracked-files=no")
        return [f"status: {status}"] if status else []

    def _shared(self) -> list[str]:
        return [
            path
            for path in self.before
            if path in SHARED and path in self.after and path not in self.growth.conflicts
        ]

    def _moved(self, path: str) -> str:
        for source, target in self.moves.items():
            if path.startswith(f"{source}/"):
                return target + path[len(source) :]
        return path

    def _renamed(self, content: bytes) -> bytes:
        """Let a text that names the package name the owner's."""
        for source, target in self.moves.items():
            for form in ('["{}"]', "src/{}/", "-m {}.", 'points."{}.', "models:/{}@"):
                old, new = (form.format(PurePosixPath(path).name) for path in (source, target))
                content = content.replace(old.encode(), new.encode())
        return content

    def _same(self, place: str, content: bytes) -> bool:
        found = self.after.get(place, b"")
        renamed = [content.replace(b"titanic", b"voyage")] if self.moves else []
        return _plain(found) in map(_plain, [content, *renamed]) or bool(self.moves and found)


def outcome(
    world: World, project: str, levels: tuple[str, str], edits: list[Edit], folder: Path
) -> Outcome:
    """Make a repo, edit it and let it grow.

    Raises `NotHereError` where there is nothing to edit.
    """
    lower, higher = levels
    owner = Owner(folder / "mine", project)
    world.new(owner.repo, project, lower)
    base = snapshot(owner.repo)
    moves: dict[str, str] = {}
    for edit in sorted(edits, key=lambda edit: edit.last):
        moves |= {owner.filled(a): owner.filled(b) for a, b in edit.moves.items()}
        owner.make(edit)
    before = snapshot(owner.repo)
    growth = levelup.grow(owner.repo, Order(higher))
    # Made again, that render has the author of now; what has the other one counts as edited.
    known = base if any(edit.forgets for edit in edits) else before
    answers = {"name": "mine", "author": _author(known)}
    fresh = world.fresh(project, higher, answers)
    if known is base and NAMES_THE_AUTHOR in fresh.keys() - base.keys():  # new: the author of now
        now = world.fresh(project, higher, answers | {"author": _author(before)})
        fresh |= {path: text for path, text in now.items() if path == NAMES_THE_AUTHOR}
    return Outcome(owner, growth, base, before, fresh, snapshot(owner.repo), moves)


def snapshot(repo: Path) -> Files:
    """Read the files of a repo that Git knows."""
    words = ["git", "ls-files", "-z"]
    printed = subprocess.run(words, cwd=repo, capture_output=True, check=True).stdout
    paths = printed.decode().split("\0")[:-1]
    return {path: _content(repo / path) for path in paths if not (repo / path).is_dir()}


def _content(file: Path) -> bytes:
    if file.is_symlink():
        return str(file.readlink()).encode()
    return file.read_bytes() if file.exists() else b""


def _author(files: Files) -> str:
    answers = yaml.safe_load(files[template.ANSWERS_FILE])
    return str(answers["author"])


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _lines(content: bytes) -> Counter[str]:
    return Counter(_plain(content).decode("utf-8").splitlines())


def _added(path: str, base: bytes, fresh: bytes, after: bytes) -> list[str]:
    """List what a level adds to a shared file and what is not there."""
    if path.endswith((".toml", ".yml")):
        sides = (_settings(path, side) for side in (base, fresh, after))
        return list(_missing_settings("", *sides))
    old, new = (_plain(side).decode("utf-8").splitlines() for side in (base, fresh))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    inserted = [
        line
        for kind, _, _, first, last in matcher.get_opcodes()
        if kind == "insert"  # a line that the level changed gives way to the owner's
        for line in new[first:last]
    ]
    return [repr(line) for line in Counter(inserted) - _lines(after) if line.strip()]


def _settings(path: str, content: bytes) -> Any:
    text = _plain(content).decode("utf-8")
    return tomllib.loads(text) if path.endswith(".toml") else yaml.safe_load(text)


def _missing_settings(name: str, base: Any, fresh: Any, after: Any) -> Iterator[str]:
    if base == fresh:
        return
    if isinstance(fresh, dict):
        for key, value in fresh.items():
            old = (base or {}).get(key)
            if old != value and key not in (after or {}):
                yield f"{name}.{key}"
            elif old != value:
                yield from _missing_settings(f"{name}.{key}", old, value, after[key])
    elif isinstance(fresh, list):
        yield from (f"{name}: {item}" for item in fresh if item not in [*(base or []), *after])
