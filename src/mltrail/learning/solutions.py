"""Reference solutions: kept beside the template, shown as a change of the learner's own files."""

import difflib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mltrail.errors import MltrailError, UsageError
from mltrail.learning import shipped, steps
from mltrail.learning.exercises import Exercise, Repo
from mltrail.rendering import template


@dataclass(frozen=True)
class Solution:
    """The reference solution of an exercise, beside what the learner has."""

    exercise: str
    title: str
    diff: str  # empty where both are the same


def shown(repo: Repo, exercise: Exercise, give_up: bool) -> Solution:
    """Return a solution to somebody who solved the exercise, or who gives it up.

    Raises UsageError for anybody else.
    """
    if repo.states()[exercise.id] == "open":
        if not give_up:
            raise UsageError(
                f"{exercise.id} is not solved yet.",
                f"A hint: mltrail hint {exercise.id}. Or add `--give-up`; that is recorded.",
            )
        repo.remember(exercise, solution=True)
    return Solution(exercise.id, exercise.title, difference(repo, exercise))


def home(project: str, exercise: str) -> Path:
    """Return the folder of an exercise's solution, and of solutions that nearly are one."""
    return template.root() / "solutions" / project / exercise


def steps_of(project: str, exercise: str) -> list[dict[str, Any]]:
    """Return what the reference solution of an exercise changes, step by step."""
    file = home(project, exercise) / "solve.yaml"
    content: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))["steps"]
    return content


def difference(repo: Repo, exercise: Exercise) -> str:
    """Return how the reference solution differs from the learner's files, as a diff.

    Where the learner changed the lines in question already, it is laid over the file as it came.
    """
    wanted = steps_of(repo.answers.project, exercise.id)
    with tempfile.TemporaryDirectory() as folder:
        solved = Path(folder)
        for step in wanted:
            _take(repo, solved, step)
        parts = [_diff(repo, solved, file) for file in sorted(solved.rglob("*")) if file.is_file()]
    return "\n".join(filter(None, parts))


def _take(repo: Repo, solved: Path, step: dict[str, Any]) -> None:
    """Take one step on the learner's file, or on the file as it came where that does not fit."""
    words = {"package": repo.package(), "project": repo.answers.project}
    ((operation, given),) = steps.filled(step, words).items()
    paths = [given["in"]] if "in" in given else list(given)
    came = shipped.files(repo.answers.given, "")
    for base in (repo.path, None):
        for path in paths:
            for place, source in _matching(repo.path if base else None, path, came).items():
                if not (solved / place).exists() or base is None:
                    (solved / place).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source, solved / place)
        try:
            steps.take(solved, [{operation: given}], {})
            return
        except steps.NotHereError:
            continue
    raise MltrailError("The solution has no place in your files: they have become too different.")


def _matching(repo: Path | None, pattern: str, came: dict[str, Path]) -> dict[str, Path]:
    if repo:
        return {f.relative_to(repo).as_posix(): f for f in repo.glob(pattern) if f.is_file()}
    return {path: file for path, file in came.items() if Path(path).match(pattern)}


def _diff(repo: Repo, solved: Path, file: Path) -> str:
    path = file.relative_to(solved).as_posix()
    own = repo.path / path
    before = own.read_text("utf-8", "replace").splitlines() if own.is_file() else []
    after = file.read_text("utf-8", "replace").splitlines()
    return "\n".join(difflib.unified_diff(before, after, path, path, lineterm=""))
