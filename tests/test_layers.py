"""The six rules of the template hold, and each test of a rule fails when it is broken."""

import shutil
from itertools import pairwise
from pathlib import Path

import layers
import pytest
import yaml
from cells import CELLS, STEPS, cell_id, step_id
from layers import Cell

from mltrail import catalog
from mltrail.errors import MltrailError
from mltrail.rendering import template

ROOT = template.root()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the template to break."""
    for name in ("templates", "parts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("copier.yml", "catalog.json"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def write(root: Path, path: str, text: str = "x = 1\n") -> None:
    file = root / "templates" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


BEGINNER = Cell("titanic", "beginner")


def test_code_is_never_templated() -> None:
    assert layers.templated_code(ROOT) == []


@pytest.mark.parametrize(
    "path",
    [
        "{{ always }}/src/{{ package }}/extra.py.jinja",
        "{{ only.titanic }}/tests/test_extra.py.jinja",
        "{{ always }}/tests/extra.html.jinja",
    ],
)
def test_templated_code_is_noticed(broken: Path, path: str) -> None:
    write(broken, path)
    assert layers.templated_code(broken)


SHARED_TEST = """from {{ package }} import data
from {{ package }}.service.schema import Answer

def test():
    import {{ package }}.analysis.tune as tune
    assert f"{tune}" != {"a": {}}
"""


def test_a_shared_test_names_the_package_in_its_imports(broken: Path) -> None:
    write(broken, "{{ always }}/tests/test_extra.py.jinja", SHARED_TEST)
    assert layers.templated_code(broken) == []


@pytest.mark.parametrize(
    "line",
    [
        'NAME = "{{ package }}"',
        'f"{{1}}"',
        "{# about the project #}",
        "from {{ package }} import {{ level }}",
        "{% if since.expert %}",
        "from {{ project }} import data",
    ],
)
def test_a_shared_test_with_more_than_that_is_noticed(broken: Path, line: str) -> None:
    write(broken, "{{ always }}/tests/test_extra.py.jinja", f"{SHARED_TEST}{line}\n")
    assert layers.templated_code(broken)


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_the_only_package_is_the_projects(cell: Cell) -> None:
    assert layers.foreign_packages(ROOT, cell) == []


def test_a_foreign_package_is_noticed(broken: Path) -> None:
    write(broken, "{{ always }}/src/common/__init__.py")
    assert layers.foreign_packages(broken, BEGINNER)


@pytest.mark.parametrize("cell", CELLS, ids=cell_id)
def test_every_path_has_one_owner(cell: Cell) -> None:
    twice = layers.shared_paths(ROOT, cell)
    assert twice == [], "a shared layer brings it already: delete the project's own"


def test_a_second_owner_is_noticed(broken: Path) -> None:
    write(broken, "{{ always }}/src/{{ package }}/train.py")
    assert layers.shared_paths(broken, BEGINNER)


@pytest.mark.parametrize("step", STEPS, ids=step_id)
def test_levels_only_add(step: tuple[Cell, Cell]) -> None:
    assert layers.lost_files(ROOT, *step) == []
    assert layers.leaking_templates(ROOT, *step) == []


def test_a_file_that_a_level_takes_away_is_noticed(broken: Path) -> None:
    write(broken, "{{ using.xgboost }}/note.md")
    lower = Cell("titanic", "beginner", frozenset({"xgboost"}))
    assert layers.lost_files(broken, lower, Cell("titanic", "expert"))


def test_a_text_that_depends_on_the_level_is_noticed(broken: Path) -> None:
    write(broken, "{{ always }}/note.md.jinja", "{{ level }}")
    assert layers.leaking_templates(broken, BEGINNER, Cell("titanic", "expert"))


def test_shared_layers_name_no_project() -> None:
    assert layers.project_words(ROOT, list(catalog.load().projects)) == []


def test_a_project_named_in_a_shared_layer_is_noticed(broken: Path) -> None:
    write(broken, "{{ always }}/src/{{ package }}/extra.py", "# for the titanic\n")
    assert layers.project_words(broken, ["titanic"])


def test_copier_needs_no_trust() -> None:
    assert layers.unsafe_features(ROOT) == []


def test_a_task_is_noticed(broken: Path) -> None:
    config = broken / "copier.yml"
    config.write_text(config.read_text("utf-8") + '_tasks: ["echo hello"]\n', "utf-8")
    assert layers.unsafe_features(broken) == ["_tasks"]


def test_names_are_legal_on_windows() -> None:
    assert layers.illegal_names(ROOT) == []


def test_a_name_that_windows_refuses_is_noticed(broken: Path) -> None:
    write(broken, "{{ always }}/aux.py")
    write(broken, "{{ always }}/what?.md")
    assert len(layers.illegal_names(broken)) == 2


def test_what_is_about_a_model_does_not_go_into_a_study() -> None:
    study = Cell("study", "expert", on=frozenset({"study"}))
    assert layers.shared_paths(ROOT, study) == []
    brought = set(layers.files(ROOT, study))
    assert "src/study/errors.py" in brought
    assert not [path for path in brought if "models" in path or "params" in path or "tune" in path]
    made = set(layers.files(ROOT, BEGINNER))
    assert {"src/titanic/params.py", "src/titanic/models/__init__.py"} <= made


def test_a_misspelt_layer_is_an_error(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(broken, "{{ since.beginer }}/note.md")
    monkeypatch.setattr(template, "root", lambda: broken)
    with pytest.raises(MltrailError, match="beginer"):
        template.render(tmp_path / "out", {})


def test_levels_of_the_tests_are_the_catalogs() -> None:
    known = list(catalog.load().levels)
    assert known == layers.LEVELS[: len(known)]
    for project in catalog.load().projects.values():
        assert all(lower in project.levels for lower, _ in pairwise(project.levels))


def test_each_option_of_the_catalog_is_a_question() -> None:
    """Choices stand in the catalog alone; `copier.yml` has a stub for each option, and no more."""
    questions = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    own = {"level", "project", "name", "author"}
    asked = {name for name, question in questions.items() if "qmark" in question}
    assert asked - own == set(catalog.load().options)
    for name in asked - own:
        assert questions[name] == {
            "type": "str",
            "qmark": "?",
            "help": f"{{{{ catalog.options.{name}.help }}}}",
            "when": f"{{{{ '{name}' in asked }}}}",
            "default": f"{{{{ catalog.options.{name}.choices | first }}}}",
            "choices": f"{{{{ choices.{name} | to_json }}}}",
        }
