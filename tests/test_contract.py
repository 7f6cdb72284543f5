"""Every project keeps the contract of docs/contract.md, which the shared layers rely on."""

import ast
import re
from collections import Counter
from pathlib import Path

import layers
import pytest
from cells import CELLS, cell_id
from layers import LEVELS, Cell

from mltrail import catalog
from mltrail.learning import exercises
from mltrail.rendering import template

TEXT = (Path(__file__).parents[1] / "docs" / "contract.md").read_text("utf-8")
ROW = re.compile(r"^\| (\w+) \| (\w+) \| `([\w./]+)` \|([^|]*)\|", re.MULTILINE)
FIRST = {"titanic", "deployed-api", "recommender", "mnist"}  # they have more exercises than asked
TERMS = [
    (since, on, file, re.findall(r"`(\w+)`", names)) for since, on, file, names in ROW.findall(TEXT)
]


def defined(source: Path) -> set[str]:
    """List the names that a module defines at its top."""
    found = set()
    code = source.read_text("utf-8").replace("{{ package }}", "package")
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {
                name.id for t in targets for name in ast.walk(t) if isinstance(name, ast.Name)
            }
    return found


def broken(root: Path, cell: Cell) -> list[str]:
    """List the terms that a cell does not keep."""
    files, problems = layers.files(root, cell), []
    for since, on, file, names in TERMS:
        kinds = {"all", *cell.on, *(["trains"] if cell.trains else [])}
        if LEVELS.index(since) > LEVELS.index(cell.level) or on not in kinds:
            continue
        place = file if file.startswith("tests/") else f"src/{cell.package}/{file}"
        owners = files.get(place, [])
        problems += [] if owners else [f"{file} is missing"]
        for owner in owners if names else []:
            lacking = set(names) - defined(root / "templates" / owner)
            problems += [f"{file} has no {name}" for name in sorted(lacking)]
    return problems


def test_the_tables_are_read() -> None:
    assert len(TERMS) == len(
        [line for line in TEXT.splitlines() if re.match(r"\| \w+ \| \w+ \| `", line)]
    )
    assert {since for since, *_ in TERMS} == set(LEVELS)


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_a_cell_keeps_the_contract(cell: Cell) -> None:
    assert broken(template.root(), cell) == []


@pytest.mark.parametrize("project", catalog.load().projects.values(), ids=lambda one: one.name)
def test_a_project_has_its_exercises(project: catalog.Project) -> None:
    highest = list(project.levels)[-1]
    found = Counter(one.level for one in exercises.of({"project": project.name, "level": highest}))
    for level in project.levels:
        least = {"beginner": 6, "intermediate": 4}.get(level, 4 if project.name in FIRST else 2)
        assert found[level] >= least, level


def test_a_breach_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "{{ only.mine }}" / "src" / "mine"
    folder.mkdir(parents=True)
    (folder / "data.py").write_text("ROOT = 1\n")
    found = broken(tmp_path, Cell("mine", "beginner", on=frozenset({"images"})))
    assert "data.py has no load" in found
    assert "train.py is missing" in found
    assert not any("ROOT" in problem or "features" in problem for problem in found)


def test_a_study_has_a_report_and_trains_nothing(tmp_path: Path) -> None:
    found = broken(tmp_path, Cell("mine", "expert", on=frozenset({"study"})))
    assert found == ["data.py is missing", "report.py is missing", "plots.py is missing"]


def test_what_shared_tests_import_is_missed_too(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "{{ only.mine }}" / "tests" / "operations"
    folder.mkdir(parents=True)
    (folder / "own_operations.py").write_text("CONTENDERS = []\n")
    found = broken(tmp_path, Cell("mine", "expert", on=frozenset({"images"})))
    assert "tests/operations/own_operations.py has no fitted" in found
    assert "tests/tracking/own_tracking.py is missing" in found
