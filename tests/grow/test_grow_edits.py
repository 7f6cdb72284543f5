"""Whatever an owner did to a repo, it grows, and everything of theirs stays."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from grow.growing import Outcome, World, outcome, snapshot
from grow.steps import EDITS, LEVELS, Run, climbs, run_id, runs
from mltrail.growth import levelup
from mltrail.growth.levelup import Order

Grow = Callable[[Run], Outcome]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    every = metafunc.config.getoption("--all-cells")
    for name, pairs in (("run", runs), ("climb", climbs)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, pairs(every), ids=run_id)


@pytest.fixture(scope="package")
def grow(worlds: dict[str, World], tmp_path_factory: pytest.TempPathFactory) -> Grow:
    """Make one edit and one step, once a session."""

    @cache
    def grown(run: Run) -> Outcome:
        name, (world, project, level, above) = run
        folder = tmp_path_factory.mktemp("repo")
        with worlds[world].inhabited():
            return outcome(worlds[world], project, (level, above), [EDITS[name]], folder)

    return grown


def test_there_are_many_kinds_of_edits() -> None:
    assert len(EDITS) >= 25


def test_an_edit_stays_and_the_level_is_complete(grow: Grow, run: Run) -> None:
    assert grow(run).problems() == []


def test_few_runs_end_in_a_conflict(grow: Grow, request: pytest.FixtureRequest) -> None:
    grown = [grow(run) for run in runs(request.config.getoption("--all-cells"))]
    conflicts = [run for run in grown if run.growth.conflicts]
    assert len(conflicts) <= 0.03 * len(grown)


def test_one_step_equals_many(worlds: dict[str, World], climb: Run, tmp_path: Path) -> None:
    name, (world, project, lowest, highest) = climb
    between = LEVELS[LEVELS.index(lowest) + 1 : LEVELS.index(highest) + 1]
    with worlds[world].inhabited():
        edits = [EDITS[name]]
        once = outcome(worlds[world], project, (lowest, highest), edits, tmp_path / "once")
        slow = outcome(worlds[world], project, (lowest, between[0]), edits, tmp_path / "slow")
        for level in between[1:]:
            levelup.grow(slow.owner.repo, Order(level))
    assert once.problems() == []
    expected, found = once.after, snapshot(slow.owner.repo)
    expected.pop(".gitmodules", None)  # it names the folder
    found.pop(".gitmodules", None)
    assert found == expected
