"""Whatever an owner did to a repo, it grows, and everything of theirs stays."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from grow import owner
from grow.growing import Outcome, World, outcome, snapshot
from grow.owner import NotHereError
from grow.steps import STEPS, Step
from mltrail import levelup
from mltrail.levelup import Order

EDITS = owner.load()
Grow = Callable[[str, Step], Outcome | None]


@pytest.fixture(scope="session")
def grow(worlds: dict[str, World], tmp_path_factory: pytest.TempPathFactory) -> Grow:
    """Make one edit and one step, once a session; None where there is nothing to edit."""

    @cache
    def grown(name: str, step: Step) -> Outcome | None:
        world, project, *levels = step
        with worlds[world].inhabited():
            try:
                folder = tmp_path_factory.mktemp("repo")
                edits = [EDITS[name]]
                return outcome(worlds[world], project, (levels[0], levels[1]), edits, folder)
            except NotHereError:
                return None

    return grown


@pytest.mark.parametrize("step", STEPS, ids="-".join)
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_stays_and_the_level_is_complete(grow: Grow, name: str, step: Step) -> None:
    found = grow(name, step)
    if not found:
        pytest.skip("nothing to edit at this level")
    assert found.problems() == []


def test_few_runs_end_in_a_conflict(grow: Grow) -> None:
    found = [grow(name, step) for name in EDITS for step in STEPS]
    runs = [run for run in found if run]
    conflicts = [run for run in runs if run.growth.conflicts]
    assert len(conflicts) <= 0.03 * len(runs)


def test_every_edit_finds_something_to_edit_somewhere(grow: Grow) -> None:
    assert [name for name in EDITS if not any(grow(name, step) for step in STEPS)] == []


@pytest.mark.parametrize("name", EDITS)
def test_one_step_equals_three(worlds: dict[str, World], name: str, tmp_path: Path) -> None:
    world = worlds["toy"]
    with world.inhabited():
        try:
            once = outcome(world, "titanic", ("beginner", "expert"), [EDITS[name]], tmp_path / "1")
            thrice = outcome(
                world, "titanic", ("beginner", "intermediate"), [EDITS[name]], tmp_path / "3"
            )
        except NotHereError:
            pytest.skip("nothing to edit at this level")
        for level in ("advanced", "expert"):
            levelup.grow(thrice.owner.repo, Order(level))
        assert once.problems() == []
        once.after.pop(".gitmodules", None)  # it names the folder
        assert snapshot(thrice.owner.repo).items() >= once.after.items()
