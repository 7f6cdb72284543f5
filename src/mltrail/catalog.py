"""The levels and projects there are, read from `catalog.json`."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mltrail import errors
from mltrail.rendering import template


@dataclass(frozen=True)
class Level:
    """How much a repo can do."""

    name: str
    title: str
    summary: str
    adds: list[str]
    needs: list[str] = field(default_factory=list)  # verbs of lower levels, run before its own


@dataclass(frozen=True)
class Cell:
    """One project at one level; the cost is for a first install and one run of its first verb."""

    verbs: list[str]  # the ones this level adds, as a learner would first try them
    install_mb: int
    train_seconds: int
    adds: list[str] = field(default_factory=list)  # beside what the level adds to any project


@dataclass(frozen=True)
class Option:
    """A question that only some projects ask; the first choice is the default."""

    help: str
    choices: dict[str, str]  # each with what speaks for it


@dataclass(frozen=True)
class Project:
    """What a repo is about."""

    name: str
    title: str
    task: str
    topics: list[str]
    data: str
    on: list[str]  # the kinds of its data, which decide what it shares with other projects
    options: dict[str, str]  # which questions it asks, each with its first level
    levels: dict[str, Cell]
    gate: dict[str, str | float] | None = None  # the score that must lead a baseline, to release
    released: list[str] = field(default_factory=list)  # files that go into the exported model

    @property
    def is_study(self) -> bool:
        """Say whether it looks at data and trains no model."""
        return "study" in self.on

    @property
    def first_verb(self) -> str:
        """Name what a new repo is for: `train`, or what a study has in its place."""
        return next(iter(self.levels.values())).verbs[0].split()[0]


@dataclass(frozen=True)
class Catalog:
    """Everything `mltrail new` can make; levels stand in ascending order."""

    levels: dict[str, Level]
    options: dict[str, Option]
    projects: dict[str, Project]

    def level(self, name: str) -> Level:
        """Look a level up by its name."""
        return self.levels.get(name) or errors.unknown("level", name, list(self.levels))

    def up_to(self, level: str) -> list[str]:
        """List the levels up to one, the lowest first."""
        return list(self.levels)[: list(self.levels).index(self.level(level).name) + 1]

    def project(self, name: str) -> Project:
        """Look a project up by its name."""
        return self.projects.get(name) or errors.unknown("project", name, list(self.projects))

    def verbs(self, project: str, level: str) -> list[str]:
        """List the verbs of a cell, the ones that lower levels brought included."""
        cells = [self.cell(project, name) for name in self.up_to(level)]
        return [verb for cell in cells for verb in cell.verbs]

    def first_verbs(self, project: str, level: str) -> list[str]:
        """List what to run in a fresh repo: the first verb of all, then what its level is about."""
        first, own = self.verbs(project, level)[0], self.cell(project, level).verbs
        return own if first == own[0] else [first, *self.level(level).needs, *own]

    def new_verbs(self, project: str, level: str, above: str) -> list[str]:
        """List what to run after a step from one level to a higher one."""
        brought = self.verbs(project, above)[len(self.verbs(project, level)) :]
        return [verb for verb in self.level(above).needs if verb not in brought] + brought

    def check_option(self, project: str, level: str, option: str) -> None:
        """Raise `UsageError` for an option that a project has not, or not at this level yet."""
        first = self.project(project).options.get(option)
        if first is None:
            asks = ", ".join(f"`--{name}`" for name in self.project(project).options) or "none"
            raise errors.UsageError(f"{project} has no `--{option}`.", f"Its own options: {asks}.")
        if list(self.levels).index(level) < list(self.levels).index(first):
            raise errors.UsageError(
                f"{project} has `--{option}` from level {first} up.", "Leave it out for now."
            )

    def adds(self, project: str, level: str) -> list[str]:
        """List what a level adds to a project, in a learner's words.

        What it adds to models is nothing to a study, which says for itself what it gets.
        """
        to_any = [] if self.project(project).is_study else self.level(level).adds
        return to_any + self.cell(project, level).adds

    def cell(self, project: str, level: str) -> Cell:
        """Look up one project at one level."""
        known = self.project(project).levels
        return known.get(self.level(level).name) or errors.unknown(
            f"level of {project} called", level, list(known)
        )


@cache
def load() -> Catalog:
    """Read the catalog that ships with the template."""
    content = json.loads((template.root() / "catalog.json").read_text("utf-8"))
    return Catalog(
        levels={name: Level(name, **fields) for name, fields in content["levels"].items()},
        options={name: Option(**fields) for name, fields in content["options"].items()},
        projects={name: _project(name, fields) for name, fields in content["projects"].items()},
    )


def _project(name: str, fields: dict[str, Any]) -> Project:
    try:
        cells = {level: Cell(**cell) for level, cell in fields["levels"].items()}
        return Project(name, **{**fields, "levels": cells})
    except (KeyError, TypeError) as problem:
        raise errors.MltrailError(f"`catalog.json`, project `{name}`: {problem}.") from None
