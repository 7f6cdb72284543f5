"""An owner's edits, read from `edits/` and made to a repo as the owner would make them.

Each file there is one kind of edit: `what` says it in words, `steps` is a list of operations that
are functions below, and the rest tells the tests what to expect. `{package}` and `{project}` stand
for the repo's own; a path may be a pattern, which means the first file that fits.
"""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mltrail import catalog
from mltrail.learning import exercises, solutions
from mltrail.learning import steps as files
from mltrail.learning.steps import NotHereError, read, save

EDITS = Path(__file__).parent / "edits"


@dataclass(frozen=True)
class Edit:
    """One kind of edit."""

    name: str
    what: str
    steps: list[dict[str, Any]]
    commit: bool = True  # commit what the steps changed
    last: bool = False  # in a combination it comes after the others: it changes the history
    forgets: bool = False  # the render that the repo grew from cannot be found afterwards
    moves: dict[str, str] = field(default_factory=dict)  # folders that the owner renames
    since: str = "beginner"  # the levels at which there is something to edit
    until: str = "expert"
    project: str = ""  # the only one that has something to edit; empty: all


@dataclass
class Owner:
    """Somebody who works in a repo; `repo` moves if the edit moves it."""

    repo: Path
    project: str

    @property
    def package(self) -> str:
        found = sorted(self.repo.glob("src/*/__init__.py"))
        return found[0].parent.name if found else self.project.replace("-", "_")

    def make(self, edit: Edit) -> None:
        """Make an edit and commit it."""
        for step in edit.steps:
            for operation, given in step.items():
                OPERATIONS[operation](self, self.filled(given))
        if edit.commit:
            self.commit(edit.what)

    def filled(self, given: Any) -> Any:
        """Return a step for this repo."""
        return files.filled(given, {"package": self.package, "project": self.project})

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.repo, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def find(self, pattern: str) -> Path:
        """Return the first file that a pattern fits."""
        return files.find_all(self.repo, pattern)[0]

    def find_all(self, pattern: str) -> list[Path]:
        return files.find_all(self.repo, pattern)


def load() -> dict[str, Edit]:
    """Read all kinds of edits; each reference solution of an exercise is one, too."""
    found = {
        file.stem: Edit(file.stem, **yaml.safe_load(file.read_text("utf-8")))
        for file in sorted(EDITS.glob("*.yaml"))
    }
    return found | {edit.name: edit for edit in solved()}


def solved(only: str = "") -> list[Edit]:
    """Return the edits that solve the exercises of a project, or of all."""
    return [
        Edit(
            f"solved-{project}-{exercise.id}",
            f"Solve {exercise.id}: {exercise.title}",
            solutions.steps_of(project, exercise.id),
            since=exercise.level,
            project=project,
        )
        for project, known in catalog.load().projects.items()
        if only in ("", project)
        for exercise in exercises.of({"project": project, "level": list(known.levels)[-1]})
    ]


def write(owner: Owner, texts: dict[str, str]) -> None:
    """Write new files."""
    files.write(owner.repo, texts)


def append(owner: Owner, texts: dict[str, str]) -> None:
    """Add text at the end of files."""
    files.append(owner.repo, texts)


def replace(owner: Owner, change: dict[str, Any]) -> None:
    """Replace the first match of a pattern, or all in one file with `count: 0`."""
    files.replace(owner.repo, change)


def rename_word(owner: Owner, change: dict[str, str]) -> None:
    """Rename a word wherever it stands; the first group of a pattern finds it."""
    found = re.search(change["pattern"], read(owner.find(change["in"])), re.MULTILINE)
    if not found:
        raise NotHereError(change)
    word = re.escape(found[1])
    for file in owner.find_all(change["everywhere"]):
        save(file, re.sub(rf"\b{word}\b", f"{found[1]}_renamed", read(file)))


def delete(owner: Owner, pattern: str) -> None:
    """Delete a file."""
    owner.find(pattern).unlink()


def move(owner: Owner, change: dict[str, str]) -> None:
    """Rename a file or folder."""
    source, target = owner.repo / change["from"], owner.repo / change["to"]
    if not source.exists():
        raise NotHereError(change)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def notebook_cell(owner: Owner, change: dict[str, str]) -> None:
    """Add a cell of code to a notebook."""
    file = owner.find(change["in"])
    content = json.loads(read(file))
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "mine",
        "metadata": {},
    }
    content["cells"].insert(1, {**cell, "outputs": [], "source": [change["source"]]})
    save(file, json.dumps(content, indent=1) + "\n")


def line_ends(owner: Owner, change: dict[str, str]) -> None:
    """Save files with CRLF, as some editors on Windows do."""
    for file in owner.find_all(change["in"]):
        content = file.read_bytes()
        if b"\0" not in content:
            file.write_bytes(re.sub(rb"\r?\n", b"\r\n", content))


def binary(owner: Owner, path: str) -> None:
    """Write a file that is no text."""
    (owner.repo / path).write_bytes(bytes(range(256)) * 8)


def executable(owner: Owner, pattern: str) -> None:
    """Make a file executable."""
    owner.find(pattern).chmod(0o755)


def link(owner: Owner, change: dict[str, str]) -> None:
    """Make a symbolic link."""
    (owner.repo / change["at"]).symlink_to(change["to"])


def run(owner: Owner, script: str) -> None:
    """Run a shell script in the repo."""
    done = subprocess.run(
        ["sh", "-euc", script], cwd=owner.repo, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, (script, done.stdout, done.stderr)


def go_to(owner: Owner, path: str) -> None:
    """Go on working in another folder."""
    owner.repo = (owner.repo / path).resolve()


OPERATIONS: dict[str, Callable[[Owner, Any], None]] = {
    operation.__name__: operation
    for operation in (
        write, append, replace, rename_word, delete, move, notebook_cell, line_ends, binary,
        executable, link, run, go_to,
    )
}  # fmt: skip
