"""What the documents say is what the code does."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import speed

from mltrail import catalog
from mltrail.errors import MltrailError
from mltrail.learning import roadmap
from mltrail.rendering import template

ROOT = template.root()


def brought(project: catalog.Project, level: str) -> list[str]:
    """Return the verbs that no lower level has; some are to be run again."""
    names = [verb.split()[0] for verb in catalog.load().verbs(project.name, level)]
    own = len(project.levels[level].verbs)
    return [verb for verb in names[-own:] if verb not in names[:-own]]


def catalog_table() -> str:
    """Return the README's table of projects and levels."""
    known = catalog.load()
    heads = ["project", "task", "data", *known.levels]
    rows = [heads, ["---"] * len(heads)]
    for project in known.projects.values():
        verbs = [
            ", ".join(f"`{verb}`" for verb in brought(project, level))
            if level in project.levels
            else ""
            for level in known.levels
        ]
        rows.append([f"**{project.name}**", project.task, project.data, *verbs])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def test_the_readme_shows_the_catalog() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- catalog:.*?-->\n(.*?)\n?<!-- end", readme, re.DOTALL)
    assert shown
    assert shown[1] == catalog_table(), f"put this into README.md:\n{catalog_table()}"


def test_the_chart_of_speed_shows_what_was_measured() -> None:
    measured = speed.rows((ROOT / "docs" / "benchmarks.md").read_text("utf-8"))
    assert [name for name, _ in measured if name.startswith("mltrail")]
    assert speed.PICTURE.read_text("utf-8") == speed.drawn(measured), "uv run scripts/speed.py"


def test_the_readme_names_what_is_not_taught() -> None:
    rows = [row.name for row in roadmap.rows() if row.state == "not offered"]
    wanted = f"{', '.join(rows)}: `mltrail roadmap` shows what is, and where."
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"<!-- not taught:.*?-->\n(.*?)\n?<!-- end", readme, re.DOTALL)
    assert shown
    assert " ".join(shown[1].split()) == wanted


def test_the_documents_link_to_files_that_exist() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / path).exists(), f"{document.name}: {path}"


def test_the_catalog_is_listed_level_by_level() -> None:
    words = [sys.executable, "-m", "mltrail", "list"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    words_shown = shown.replace(":", " ").split()
    for name in (*catalog.load().levels, *catalog.load().projects):
        assert name in words_shown
    assert max(map(len, shown.splitlines())) <= 80
    as_json = subprocess.run([*words, "--json"], capture_output=True, text=True, check=True).stdout
    assert set(json.loads(as_json)["projects"]) == set(catalog.load().projects)


@pytest.mark.parametrize("project", catalog.load().projects.values(), ids=lambda one: one.name)
def test_every_verb_is_explained_where_a_level_brings_it(project: catalog.Project) -> None:
    for level in project.levels:
        explained = " ".join(catalog.load().adds(project.name, level))
        assert [verb for verb in brought(project, level) if f"`{verb}`" not in explained] == []


@pytest.mark.parametrize("project", catalog.load().projects.values(), ids=lambda one: one.name)
def test_a_level_announces_folds_to_tables_and_fairness_to_yes_or_no(
    project: catalog.Project,
) -> None:
    announced = [
        line for level in project.levels for line in catalog.load().adds(project.name, level)
    ]
    words = re.findall(r"\bfolds\b|\bfair\b", " ".join(announced))
    kinds = {"folds": "tables", "fair": "yes_no"}
    told = {word for word, kind in kinds.items() if kind in project.on}
    assert set(words) == (told if "intermediate" in project.levels else set())


def test_the_doctor_looks_at_everything() -> None:
    words = [sys.executable, "-m", "mltrail", "doctor", "--json"]
    found = json.loads(subprocess.run(words, capture_output=True, text=True).stdout)
    assert [check["name"] for check in found] == [
        "Python", "Git", "Git identity", "uv", "Disk", "GPU",
    ]  # fmt: skip
    assert all(check["state"] == "ok" or check["todo"] for check in found)


def test_an_entry_that_lacks_something_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads((template.root() / "catalog.json").read_text("utf-8"))
    del content["projects"]["titanic"]["on"]
    (tmp_path / "catalog.json").write_text(json.dumps(content), "utf-8")
    monkeypatch.setattr(template, "root", lambda: tmp_path)
    with pytest.raises(MltrailError, match=r"project `titanic`: .*'on'"):
        catalog.load.__wrapped__()
