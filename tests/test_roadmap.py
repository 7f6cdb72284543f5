"""The roadmap: every row once, every piece of evidence there, and what a learner's repos reach."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from mltrail import catalog
from mltrail.errors import UsageError
from mltrail.learning import exercises, roadmap
from mltrail.learning.roadmap import Evidence
from mltrail.rendering import new

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a repo without Git, once for each set of answers."""
    made: dict[str, Path] = {}

    def make(project: str, level: str, choice: str = "") -> Path:
        key = f"{project}-{level}-{choice}"
        if key not in made:
            options = catalog.load().options
            name = next((name for name in options if choice in options[name].choices), "")
            answers = {"project": project, "level": level, **({name: choice} if name else {})}
            folder = tmp_path_factory.mktemp("repos") / key
            made[key] = new.create(new.Order(folder, answers, git=False)).path
        return made[key]

    return make


EVIDENCE = {evidence: None for row in roadmap.rows() for evidence in row.evidence}


@pytest.mark.parametrize("evidence", EVIDENCE, ids=str)
def test_what_a_row_points_at_is_there(make: Make, evidence: Evidence) -> None:
    verbs = catalog.load().verbs(evidence.project, evidence.level)
    repo = make(evidence.project, evidence.level, evidence.choice)
    content = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))
    scripts = content["project"]["scripts"]
    listed = [content["project"]["dependencies"], *content.get("dependency-groups", {}).values()]
    libraries = {re.split(r"[<>=\[]", text)[0] for group in listed for text in group}
    known = {verb.split()[0] for verb in verbs} | set(scripts) | libraries | {"mltrail portfolio"}
    assert evidence.see in known or (repo / evidence.see).exists()


def test_every_row_stands_there_once() -> None:
    names = Counter(row.name for row in roadmap.rows())
    assert [name for name, times in names.items() if times > 1] == []
    assert len(names) >= 70


def test_a_row_says_where_it_is_taught_or_that_it_is_not() -> None:
    for row in roadmap.rows():
        assert bool(row.evidence) == (row.state != "not offered"), row.name


def test_every_cell_is_evidence_of_something() -> None:
    projects = catalog.load().projects.values()
    cells = {(project.name, level) for project in projects for level in project.levels}
    seen = {(evidence.project, evidence.level) for evidence in EVIDENCE}
    assert cells - seen == set()


def test_a_repo_touches_what_its_level_has_reached(make: Make) -> None:
    states = {row.name: row.state for row in roadmap.of([make("titanic", "beginner")])}
    assert states["pandas"] == "touched"
    assert states["MLflow"] == "open"
    assert states["Generative models"] == "not offered"


def test_a_repo_touches_only_the_library_that_was_chosen(make: Make) -> None:
    states = {row.name: row.state for row in roadmap.of([make("mnist", "beginner", "keras")])}
    assert states["TensorFlow and Keras"] == "touched"
    assert states["PyTorch"] == "open"


def test_a_row_is_practised_by_one_exercise_and_shown_by_all_of_a_project(
    make: Make, tmp_path: Path
) -> None:
    repo = tmp_path / "mine"
    shutil.copytree(make("titanic", "beginner"), repo)
    own = exercises.find(repo)
    states = []
    for name in ("b4", "b5", "b6"):
        exercise = own.exercise(name)
        own.remember(exercise, check=exercises.progress().identity(exercise.check.read_bytes()))
        states.append({row.name: row.state for row in roadmap.of([repo])})
    assert [each["Feature engineering"] for each in states] == ["practised", "practised", "shown"]
    assert [each["scikit-learn: pipelines"] for each in states] == ["touched", "shown", "shown"]
    assert states[-1]["Preparing data"] == "touched"


def test_repos_are_found_beside_this_one_and_damaged_ones_are_passed_over(
    make: Make, tmp_path: Path
) -> None:
    for name, text in {
        "one": (make("titanic", "beginner") / ".copier-answers.yml").read_text("utf-8"),
        "damaged": "project: [",
        "foreign": "project: a-shop\nlevel: huge\n",
        "binary": "",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / ".copier-answers.yml").write_text(text, "utf-8")
    (tmp_path / "binary" / ".copier-answers.yml").write_bytes(b"\xff\xfe\x00")
    beside = roadmap.of(roadmap.around(tmp_path / "one"))
    assert beside == roadmap.of(roadmap.around(tmp_path)) == roadmap.of([tmp_path / "one"])
    assert {path.name for row in beside for path in row.repos} == {"one"}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        roadmap.of([tmp_path / "nowhere"])


def test_the_screen_is_narrow_and_json_says_the_same(make: Make) -> None:
    repo = str(make("titanic", "beginner"))
    words = [sys.executable, "-m", "mltrail", "roadmap", repo]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    told = subprocess.run([*words, "--json"], capture_output=True, text=True, check=True).stdout
    assert max(map(len, shown.splitlines())) <= 80
    rows = json.loads(told)
    touched = [row["name"] for row in rows if row["state"] == "touched"]
    assert [line[6:].split("  ")[0] for line in shown.splitlines() if "[x]" in line] == touched
    assert f"{len(rows)} rows: 0 shown (*), 0 practised (+), {len(touched)} touched (x)" in shown


def test_nothing_is_rendered_to_show_it(make: Make) -> None:
    code = f"from mltrail.cli import app; app(['roadmap', {str(make('titanic', 'beginner'))!r}], "
    code += "standalone_mode=False); import sys; assert 'copier' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
