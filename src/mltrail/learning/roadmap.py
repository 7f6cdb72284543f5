"""All there is to learn, row by row: where it is taught, and which rows a learner's repos reach."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from mltrail import catalog
from mltrail.errors import MltrailError, UsageError
from mltrail.learning.exercises import FOLDER, Repo
from mltrail.rendering import template
from mltrail.rendering.answers import parse

# Touched: a repo of that level is there. Practised: one of the row's exercises is done. Shown: all.
State = Literal["not offered", "open", "touched", "practised", "shown"]


@dataclass(frozen=True)
class Evidence:
    """Where a row is met: a verb, a library or a file of one project from one level up.

    Or a command of mltrail itself that works on it, such as `mltrail portfolio`.
    """

    project: str
    level: str
    choice: str  # of an option, such as `keras`; empty where all choices do
    see: str


@dataclass(frozen=True)
class Row:
    """One thing to learn, where it is taught, and in which repos the learner has met it."""

    area: str
    name: str
    state: State
    evidence: list[Evidence] = field(default_factory=list)
    repos: list[Path] = field(default_factory=list)


def rows() -> list[Row]:
    """Read the roadmap that ships with the template."""
    areas = json.loads((template.root() / "roadmap.json").read_text("utf-8"))
    return [_row(area, **row) for area, listed in areas.items() for row in listed]


def of(folders: Iterable[Path]) -> list[Row]:
    """Return the roadmap with what the repos in these folders reach."""
    repos = [found for place in places(folders) if (found := _repo(place))]
    return [_reached(row, repos) for row in rows()]


def around(start: Path) -> list[Path]:
    """Return where a learner's repos are to be looked for: beside this one, or in this folder."""
    inside = (start / template.ANSWERS_FILE).is_file()
    return [start.parent if inside else start]


def _row(area: str, name: str, evidence: Iterable[str] = (), offered: bool = True) -> Row:
    found = []
    for text in evidence:
        cell, _, see = text.partition(" ")
        project, level, *choice = cell.split("/")
        found.append(Evidence(project, level, "".join(choice), see))
    return Row(area, name, "open" if offered else "not offered", found)


def _reached(row: Row, repos: list[Repo]) -> Row:
    met = [repo.path for repo in repos if any(_meets(repo, seen) for seen in row.evidence)]
    done: dict[str, list[bool]] = {}  # by project: nobody has to make all projects
    for task in row.evidence:
        if task.see.startswith(f"{FOLDER}/"):
            did = any(_did(repo, task) for repo in repos)
            done.setdefault(task.project, []).append(did)
    state: State = "touched" if met else row.state
    if any(map(any, done.values())):
        state = "shown" if any(map(all, done.values())) else "practised"
    return replace(row, state=state, repos=met)


def _did(repo: Repo, task: Evidence) -> bool:
    """Say whether the exercise that is the evidence is done in a repo."""
    if not _meets(repo, task):
        return False
    return any(exercise.folder == task.see for exercise in repo.in_state("recorded"))


def _meets(repo: Repo, evidence: Evidence) -> bool:
    levels, given = list(catalog.load().levels), repo.answers.given
    return (
        given["project"] == evidence.project
        and levels.index(evidence.level) <= levels.index(given["level"])
        and (not evidence.choice or evidence.choice in given.values())
    )


def places(folders: Iterable[Path]) -> list[Path]:
    """List where repos are looked for: these folders, and those right inside them."""
    found: dict[Path, None] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"`{folder}` is no folder.", "Name repos, or a folder of repos.")
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
        found |= dict.fromkeys(place.resolve() for place in (folder, *inside))
    return list(found)


def _repo(place: Path) -> Repo | None:
    """Return the repo that a folder is; a damaged one counts as none."""
    known = catalog.load()
    try:
        given = parse((place / template.ANSWERS_FILE).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, MltrailError):
        return None
    if given.project not in known.projects or given.level not in known.levels:
        return None
    return Repo(place, given)
