"""Contributors find the file behind a generated path, and the paths behind a file."""

import subprocess
import sys
from pathlib import Path

import pytest
import where
from cells import CELLS

from mltrail.rendering import template

ROOT = template.root()


def test_a_generated_path_leads_to_its_file() -> None:
    ((source, cells),) = where.origins(ROOT, "src/titanic/data.py").items()
    assert (ROOT / source).is_file()
    assert {name.split("-")[0] for name in cells} == {"titanic"}


def test_a_shared_file_leads_to_a_path_in_each_project() -> None:
    found = where.destinations(ROOT, "templates/{{ always }}/src/{{ package }}/errors.py")
    assert set(found) == {f"src/{cell.package}/errors.py" for cell in CELLS}


def test_a_part_leads_to_what_is_made_of_it() -> None:
    found = where.destinations(ROOT, "parts/pyproject.toml.jinja")
    assert set(found) == {"pyproject.toml"}
    assert len(found["pyproject.toml"]) == len(CELLS)


def test_a_shared_test_leads_to_a_module() -> None:
    source = "templates/{{ since.expert }}/tests/operations/test_scale.py.jinja"
    assert set(where.destinations(ROOT, source)) == {"tests/operations/test_scale.py"}


def test_there_and_back() -> None:
    for path in where.destinations(ROOT, "templates/{{ since.advanced }}/Dockerfile"):
        assert "templates/{{ since.advanced }}/Dockerfile" in where.origins(ROOT, path)


@pytest.mark.parametrize("word", ["src/titanic/nothing.py", "templates/nothing.py"])
def test_a_path_that_is_none_is_named(word: str) -> None:
    done = subprocess.run(
        [sys.executable, Path(where.__file__), word], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"`{word}`" in done.stdout
