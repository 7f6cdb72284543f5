"""Every cell of the catalog, and every step from one level to the next, for parametrised tests."""

import re
from itertools import pairwise
from pathlib import Path

from layers import LEVELS, Cell

from mltrail import catalog

# The choices of each option that bring files; the first is the default.
OPTIONS = {
    name: [choice for choice in option.choices if choice != "none"]
    for name, option in catalog.load().options.items()
}


def _cells() -> list[Cell]:
    cells = []
    for project in catalog.load().projects.values():
        for level in project.levels:
            reached = LEVELS[: LEVELS.index(level) + 1]
            asked = [OPTIONS[name] for name, first in project.options.items() if first in reached]
            on = frozenset(project.on)
            cells += [Cell(project.name, level, used, on) for used in _mixtures(asked)]
    return cells


def _mixtures(asked: list[list[str]]) -> list[frozenset[str]]:
    """Take each choice once: questions do not depend on each other, so no need for all pairs."""
    most = max(map(len, asked), default=1)
    return [frozenset(choices[place % len(choices)] for choices in asked) for place in range(most)]


def _steps() -> list[tuple[Cell, Cell]]:
    steps = []
    for project in catalog.load().projects.values():
        for lower, higher in pairwise(project.levels):
            above = [cell for cell in CELLS if (cell.project, cell.level) == (project.name, higher)]
            below = [cell for cell in CELLS if (cell.project, cell.level) == (project.name, lower)]
            steps += [(low, high) for low in below for high in above if low.using <= high.using]
    return steps


def ends() -> list[Cell]:
    """List the lowest and the highest level of each project, with the default choices."""
    chosen = []
    for project in catalog.load().projects.values():
        levels = list(project.levels)
        for level in dict.fromkeys((levels[0], levels[-1])):
            cells = [cell for cell in CELLS if (cell.project, cell.level) == (project.name, level)]
            chosen.append(cells[0])
    return chosen


def answers(cell: Cell) -> dict[str, str]:
    """Return the answers that make a cell."""
    chosen = {
        option: choice
        for option, choices in OPTIONS.items()
        for choice in choices
        if choice in cell.using
    }
    return {"project": cell.project, "level": cell.level, **chosen}


def scores(repo: Path) -> dict[str, str]:
    """Return the scores in the table of a cell's README, by their key in metrics.json."""
    readme = (repo / "README.md").read_text("utf-8")
    return dict(re.findall(r"^\| `(\w+)` \| (-?[\d.]+) \|", readme, re.MULTILINE))


def cell_id(cell: Cell) -> str:
    """Name a cell in a test's id."""
    return "-".join([cell.project, cell.level, *sorted(cell.using)])


def step_id(step: tuple[Cell, Cell]) -> str:
    """Name a step in a test's id."""
    return f"{cell_id(step[0])}-to-{step[1].level}"


CELLS = _cells()
STEPS = _steps()
