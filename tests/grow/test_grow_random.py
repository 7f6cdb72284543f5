"""Random combinations of edits: what holds for one holds for many at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grow.growing import Outcome, World, outcome
from grow.owner import Edit
from grow.steps import EDITS, STEPS, Step, fits
from mltrail.learning.steps import NotHereError

FEW, MANY = 20, 500


def _combinations() -> st.SearchStrategy[list[Edit]]:
    """Several edits, of which at most one changes the history, at the end."""
    kinds = [edit for edit in EDITS.values() if not edit.last]
    several = st.lists(st.sampled_from(kinds), min_size=2, max_size=5, unique_by=lambda e: e.name)
    final = st.sampled_from([None, *(edit for edit in EDITS.values() if edit.last)])
    return st.builds(lambda some, one: [*some, *([one] if one else [])], several, final)


def test_edits_stay_in_every_combination(
    request: pytest.FixtureRequest,
    worlds: dict[str, World],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    many = request.config.getoption("--all-cells")
    runs: list[Outcome] = []

    @settings(
        max_examples=MANY if many else FEW,
        deadline=None,
        derandomize=not many,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(edits=_combinations(), step=st.sampled_from(STEPS))
    def hold(edits: list[Edit], step: Step) -> None:
        found = _outcome(worlds, edits, step, tmp_path_factory.mktemp("repo"))
        runs.append(found)
        assert found.problems() == []

    hold()
    conflicts = [run for run in runs if run.growth.conflicts]
    assert len(conflicts) <= 0.03 * len(runs)


def _outcome(worlds: dict[str, World], edits: list[Edit], step: Step, folder: Path) -> Outcome:
    world, project, *levels = step
    assume(all(fits(edit, step) for edit in edits))
    with worlds[world].inhabited():
        try:
            return outcome(worlds[world], project, (levels[0], levels[1]), edits, folder)
        except NotHereError:
            assume(False)
            raise
