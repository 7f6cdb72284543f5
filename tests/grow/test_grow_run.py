"""A repo that was edited and has grown is installed, and its own tests pass."""

import os
import subprocess
from pathlib import Path

import pytest

from grow.growing import World, outcome
from grow.owner import Owner, load, solved
from mltrail import catalog
from mltrail.growth import levelup
from mltrail.growth.levelup import Order
from mltrail.learning import checking, exercises

EDITS = load()
BUSY = [
    "new-function",
    "own-module",
    "own-test",
    "own-notebook-cells",
    "own-tool-table",
    "ignored-files",
    "readme-section",
    "hand-made-dockerfile",
]
OWNERS = {"busy": BUSY, "renaming": [*BUSY, "renamed-package"]}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Grow one project to the highest level at once, each with `--minutes`, to all levels else."""
    every = metafunc.config.getoption("--all-cells")
    projects = list(catalog.load().projects.values())
    if not (every or metafunc.config.getoption("--minutes")):
        projects = projects[:1]
    goals = [
        (project.name, level, who)
        for project in projects
        for level in list(project.levels)[1:]
        for who in OWNERS
        if every or (level == list(project.levels)[-1] and who == "renaming")
    ]
    if "goal" in metafunc.fixturenames:
        metafunc.parametrize("goal", goals, ids="-".join)
    if "project" in metafunc.fixturenames:
        climbing = [project.name for project in projects if len(project.levels) > 1]
        metafunc.parametrize("project", climbing)


def test_its_tests_pass(
    request: pytest.FixtureRequest,
    goal: tuple[str, str, str],
    worlds: dict[str, World],
    tmp_path: Path,
) -> None:
    """By default they are only loaded, which takes every import; running them takes minutes."""
    project, level, who = goal
    lowest = next(iter(catalog.load().project(project).levels))
    with worlds["real"].inhabited():
        edits = [EDITS[name] for name in OWNERS[who]]
        grown = outcome(worlds["real"], project, (lowest, level), edits, tmp_path)
    assert grown.growth.conflicts == []
    words = ["uv", "run", "--quiet", "pytest", "-q"]
    if request.config.getoption("--all-cells"):
        assert " passed" in run(grown.owner.repo, *words)
    else:
        assert " tests collected" in run(grown.owner.repo, *words, "--collect-only")


def test_what_was_solved_stays_solved(
    worlds: dict[str, World], tmp_path: Path, project: str
) -> None:
    """The exercises of each level are solved before the next one comes."""
    levels, mine = list(catalog.load().project(project).levels), Owner(tmp_path / "mine", project)
    with worlds["real"].inhabited():
        worlds["real"].new(mine.repo, project, levels[0])
        for level in levels:
            if level != levels[0]:
                assert levelup.grow(mine.repo, Order(level)).conflicts == []
            for edit in solved(project):
                if edit.since == level:
                    mine.make(edit)
    run(mine.repo, "uv", "sync", "--quiet")
    repo = exercises.find(mine.repo)
    assert len({exercise.level for exercise in repo.exercises}) == len(levels)
    assert [out for out in checking.check(repo, repo.exercises) if not out.done] == []


def run(repo: Path, *words: str) -> str:
    kept = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        words,
        cwd=repo,
        env={**kept, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout
