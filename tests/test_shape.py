"""Every generated package has one shape: a folder for each concern, imports that point down."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import layers
import pytest
from cells import CELLS, cell_id
from layers import Cell

from mltrail.rendering import template

ROOT = template.root()
# From the bottom to the top: a module may import from its own floor and from lower ones.
FLOORS = ["", "analysis", "service", "tracking", "operations"]
# Rooms that one project has besides; each stands on the same floor as its neighbour here.
BESIDE = {
    "mine": "",
    "models": "",
    "access": "service",
    "drills": "operations",
    "rollout": "operations",
    "scaling": "operations",
    "studies": "operations",
}
MOST = 12  # modules in a folder

Module = tuple[str, ...]


def modules(root: Path, cell: Cell) -> dict[Module, Path]:
    """Map the modules of a cell's package, by their place in it, to their files."""
    prefix = PurePosixPath("src", cell.package)
    found = {}
    for path, (source, *_) in layers.files(root, cell).items():
        place = PurePosixPath(path)
        if place.suffix == ".py" and place.is_relative_to(prefix):
            found[place.relative_to(prefix).with_suffix("").parts] = root / "templates" / source
    return found


def imported(module: Module, file: Path) -> Iterator[Module]:
    """Yield what a module imports from its own package, as places in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = module[: len(module) - node.level]
            named = tuple(node.module.split(".")) if node.module else ()
            for name in node.names:
                yield (*folder, *named, name.name)


def floor(module: Module) -> int:
    """Return how high a module stands."""
    folder = module[0] if len(module) > 1 else ""
    return FLOORS.index(BESIDE.get(folder, folder))


def resolved(place: Module, known: dict[Module, Path]) -> Module | None:
    """Return the module that an imported name is, or lies in."""
    candidates = (place, place[:-1], (*place[:-1], "__init__"), (*place, "__init__"))
    return next((module for module in candidates if module in known), None)


def upward(root: Path, cell: Cell) -> list[str]:
    """List the imports that point up, or to nothing."""
    known, problems = modules(root, cell), []
    for module, file in known.items():
        for place in imported(module, file):
            found = resolved(place, known)
            if found is None:
                problems.append(f"{'/'.join(module)}.py imports {'.'.join(place)}: there is none")
            elif floor(found) > floor(module):
                problems.append(f"{'/'.join(module)}.py imports {'.'.join(place)}: it is above")
    return problems


def crowded(root: Path, cell: Cell) -> dict[str, int]:
    """Return the folders that hold too many modules, with how many they hold."""
    counts = Counter("/".join(m[:-1]) for m in modules(root, cell) if m[-1] != "__init__")
    return {folder: count for folder, count in counts.items() if count > MOST}


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_imports_point_down(cell: Cell) -> None:
    assert upward(ROOT, cell) == []


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_a_folder_can_be_taken_in_at_a_glance(cell: Cell) -> None:
    assert crowded(ROOT, cell) == {}


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_folders_are_those_of_the_contract(cell: Cell) -> None:
    folders = {module[0] for module in modules(ROOT, cell) if len(module) > 1}
    assert folders <= {*FLOORS, *BESIDE}


def write(root: Path, path: str, text: str) -> None:
    file = root / "templates" / "{{ always }}" / "src" / "{{ package }}" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


CELL = Cell("mine", "beginner")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("from ..service import schema", "it is above"),
        ("from ..service.schema import Answer", "it is above"),
        ("from .. import data", ""),
        ("from . import tune", "there is none"),
        ("from ..models import build", ""),
    ],
)
def test_an_import_that_points_up_is_found(tmp_path: Path, line: str, wrong: str) -> None:
    write(tmp_path, "data.py", "")
    write(tmp_path, "models/__init__.py", "def build(): ...\n")
    write(tmp_path, "service/schema.py", "class Answer: ...\n")
    write(tmp_path, "analysis/compare.py", line + "\n")
    found = upward(tmp_path, CELL)
    assert [problem.partition(": ")[2] for problem in found] == ([wrong] if wrong else [])


def test_a_folder_with_too_many_modules_is_found(tmp_path: Path) -> None:
    for number in range(MOST + 1):
        write(tmp_path, f"analysis/m{number}.py", "")
    assert crowded(tmp_path, CELL) == {"analysis": MOST + 1}
