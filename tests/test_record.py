"""The record decides what is run again, and a wrong one cannot make anything pass unrun."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import record
import recorder
from cells import CELLS, cell_id
from layers import LEVELS, Cell
from record import Candidate, Entry

TODAY = date(2026, 11, 28)
CELL = CELLS[0]
ENTRY = Entry("files", TODAY.isoformat(), 60.0)


def known(path: Path, entry: Entry = ENTRY) -> Candidate:
    """What is known of a cell after an entry was written and read again."""
    record.write({cell_id(CELL): entry}, path)
    return record.candidate(CELL, record.read(path), "files", TODAY)


def test_a_cell_that_passed_on_the_same_files_is_proven(tmp_path: Path) -> None:
    assert known(tmp_path / "record.json").entry is not None


def test_other_files_prove_nothing(tmp_path: Path) -> None:
    assert known(tmp_path / "record.json", replace(ENTRY, files="others")).entry is None


def test_a_run_of_long_ago_proves_nothing(tmp_path: Path) -> None:
    day = (TODAY - timedelta(days=record.OLDEST + 1)).isoformat()
    assert known(tmp_path / "record.json", replace(ENTRY, day=day)).entry is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace('"files": "files"', '"files": "what is there now"'),
        lambda text: text.replace("60.0", "0.1"),
        lambda text: text.replace(TODAY.isoformat(), "2099-01-01"),
        lambda text: text.replace(cell_id(CELL), cell_id(CELLS[1])),
        lambda text: text[:40],
        lambda _: "[]",
        lambda _: "",
    ],
    ids=["files", "seconds", "day", "cell", "cut", "list", "empty"],
)
def test_a_record_that_was_changed_by_hand_proves_nothing(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "record.json"
    record.write({cell_id(CELL): ENTRY}, path)
    path.write_text(damage(path.read_text()))  # type: ignore[operator]
    assert record.read(path) == {}


def test_without_a_record_everything_has_to_be_run(tmp_path: Path) -> None:
    assert record.read(tmp_path / "nowhere.json") == {}


def test_the_files_are_those_of_the_cell_and_of_the_tests_that_run_it() -> None:
    assert record.fingerprint(CELLS[0]) == record.fingerprint(CELLS[0])
    assert record.fingerprint(CELLS[0]) != record.fingerprint(CELLS[1])


def reported(path: Path, outcome: dict[str, bool], keyword: str = "") -> dict[str, Entry]:
    """Let the recorder see how each test of a cell went, and return what it wrote."""
    watching = recorder.Recorder(path)
    for test, passed in outcome.items():
        nodeid = f"tests/test_run.py::{test}[{cell_id(CELL)}]"
        report = SimpleNamespace(nodeid=nodeid, duration=1.0, failed=not passed)
        watching.pytest_runtest_logreport(report)  # type: ignore[arg-type]
    option = SimpleNamespace(keyword=keyword, markexpr="")
    session = SimpleNamespace(config=SimpleNamespace(option=option, args=["tests"]))
    watching.pytest_sessionfinish(session)  # type: ignore[arg-type]
    return record.read(path)


def test_a_cell_is_recorded_when_all_its_tests_passed(tmp_path: Path) -> None:
    written = reported(tmp_path / "record.json", dict.fromkeys(recorder.expected(), True))
    assert written[cell_id(CELL)].files == record.fingerprint(CELL)
    assert written[cell_id(CELL)].seconds == len(recorder.expected())


@pytest.mark.parametrize("missing", [True, False], ids=["not run", "failed"])
def test_a_cell_with_one_test_less_is_not_recorded(tmp_path: Path, missing: bool) -> None:
    outcome = dict.fromkeys(recorder.expected(), True)
    if missing:
        outcome.popitem()
    else:
        outcome[next(iter(outcome))] = False
    assert reported(tmp_path / "record.json", outcome) == {}


def test_a_choice_of_tests_is_not_recorded(tmp_path: Path) -> None:
    outcome = dict.fromkeys(recorder.expected(), True)
    assert reported(tmp_path / "record.json", outcome, keyword="titanic") == {}


def test_every_run_holds_each_projects_first_level_and_one_expert(tmp_path: Path) -> None:
    proven = [Candidate(cell, ENTRY, 60) for cell in CELLS]
    chosen = [one.cell for one in record.always(proven)]
    projects = {cell.project for cell in CELLS}
    assert {cell.project for cell in chosen if cell.level == LEVELS[0]} == projects
    assert [cell.level for cell in chosen].count(LEVELS[-1]) == 1


def test_what_changed_comes_first_then_what_was_run_longest_ago() -> None:
    days = [replace(ENTRY, day=(TODAY - timedelta(days=age)).isoformat()) for age in (1, 9, 5)]
    proven = [Candidate(cell, day, 60) for cell, day in zip(CELLS, days, strict=False)]
    changed = Candidate(CELLS[3], None, 60)
    order = record.by_need([*proven, changed])
    assert [one.cell for one in order] == [CELLS[3], CELLS[1], CELLS[2], CELLS[0]]


# A catalog of sixteen projects as it may be: five kinds, two options here and there.
KINDS = [{"tables", "yes_no"}, {"tables", "number"}, {"images"}, {"text"}, {"series"}]
MEASURED = {"beginner": 70, "intermediate": 200, "advanced": 330, "expert": 560}  # seconds
PARTS = 15 * 60  # seconds that .ci/run takes for all else
LIMIT = 45 * 60


def sixteen() -> list[Cell]:
    return [
        Cell(f"p{number}", level, frozenset({using}), frozenset(KINDS[number % len(KINDS)]))
        for number in range(16)
        for level in LEVELS
        for using in (["one", "two"] if number < 4 and level != "beginner" else ["one"])
    ]


def spent(candidates: list[Candidate], chosen: list[Candidate], workers: int = 2) -> float:
    """Return the seconds that a run takes, with what every run holds and the unproven ones."""
    ends = [0.0] * workers
    always = record.always(candidates)
    full = [one.seconds for one in [*always, *(one for one in chosen if one not in always)]]
    light = [40.0 for _ in record.unproven(candidates, chosen)]
    for seconds in sorted(full + light, reverse=True):
        ends[ends.index(min(ends))] += seconds
    return PARTS + max(ends)


@pytest.mark.parametrize("changed", ["nothing", "one project", "a shared layer"])
def test_sixteen_projects_take_less_than_45_minutes(changed: str) -> None:
    """With a record; a new level-advanced layer changes half of all cells."""
    hit: Callable[[Cell], bool] = {
        "nothing": lambda _: False,
        "one project": lambda cell: cell.project == "p3",
        "a shared layer": lambda cell: LEVELS.index(cell.level) >= LEVELS.index("advanced"),
    }[changed]
    candidates = [
        Candidate(cell, None if hit(cell) else ENTRY, MEASURED[cell.level]) for cell in sixteen()
    ]
    ci = (Path(__file__).parents[1] / ".ci" / "run").read_text("utf-8")
    minutes = re.findall(r"--minutes (\d+)", ci)
    assert spent(candidates, record.within(candidates, 2 * 60 * int(minutes[0]))) < LIMIT


def test_of_a_changed_layer_each_kind_is_run_first_at_its_highest_level() -> None:
    cells = [cell for cell in sixteen() if cell.level in ("advanced", "expert")]
    order = record.by_need([Candidate(cell, None, 60) for cell in cells])
    first = [one.cell for one in order[: len(KINDS)]]
    assert {cell.on for cell in first} == {frozenset(kind) for kind in KINDS}
    assert {cell.level for cell in first} == {"expert"}


def test_changes_of_a_shared_layer_are_all_run_after_some_rounds() -> None:
    """Each round runs some cells and records them, until the record is whole again."""
    candidates = [
        Candidate(cell, None if cell.level == "expert" else ENTRY, MEASURED[cell.level])
        for cell in sixteen()
    ]
    for _ in range(40):
        run = [one.cell for one in record.within(candidates, 2 * 10 * 60)]
        candidates = [replace(one, entry=ENTRY) if one.cell in run else one for one in candidates]
    assert all(one.entry for one in candidates)


def test_the_record_of_this_repo_can_be_read() -> None:
    lines = json.loads(record.PATH.read_text("utf-8"))
    assert set(record.read()) == set(lines)
