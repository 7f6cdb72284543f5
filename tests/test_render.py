"""Every cell renders to the files it should, and each file is well-formed."""

import ast
import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import layers
import pytest
import yaml
from cells import CELLS, answers, cell_id, scores
from layers import Cell

from mltrail.rendering import template

LEFTOVER = re.compile(rb"\{\{[ \w.|]+\}\}|\{%")


@pytest.fixture(scope="session", params=CELLS, ids=cell_id)
def cell(request: pytest.FixtureRequest) -> Cell:
    chosen: Cell = request.param
    return chosen


@pytest.fixture(scope="session")
def repo(cell: Cell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(cell_id(cell)) / "ship"
    template.render(folder, {**answers(cell), "name": "ship", "author": "Ada"})
    return folder


def files(repo: Path, *patterns: str) -> list[Path]:
    found = [path for pattern in patterns or ("*",) for path in repo.rglob(pattern)]
    return sorted(path for path in found if path.is_file())


def test_the_files_are_those_of_the_layers(repo: Path, cell: Cell) -> None:
    made = {path.relative_to(repo).as_posix() for path in files(repo)}
    assert made == set(layers.files(template.root(), cell))


def test_what_is_not_a_template_is_copied_byte_for_byte(repo: Path, cell: Cell) -> None:
    folder = template.root() / "templates"
    for path, (source, *_) in layers.files(template.root(), cell).items():
        if source.suffix != ".jinja":
            assert (repo / path).read_bytes() == (folder / source).read_bytes(), path


def test_no_braces_are_left_over(repo: Path, cell: Cell) -> None:
    for path, (source, *_) in layers.files(template.root(), cell).items():
        if source.suffix == ".jinja" and not path.startswith(".github/"):  # they have ${{ ... }}
            assert not LEFTOVER.search((repo / path).read_bytes()), path


def test_text_ends_in_one_newline_and_has_no_trailing_blanks(repo: Path) -> None:
    for path in files(
        repo, "*.py", "*.toml", "*.md", "*.yml", "*.yaml", ".gitignore", "Dockerfile"
    ):
        text = path.read_bytes().decode("utf-8")
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n")), path
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), path
        assert "\n\n\n\n" not in text, path


def test_code_parses(repo: Path) -> None:
    for path in files(repo, "*.py"):
        ast.parse(path.read_text("utf-8"), str(path))


def test_what_notebooks_and_tests_import_is_there(repo: Path) -> None:
    """Types are checked in `src` alone; a name that moved would show only when it is run."""
    (package,) = (path.parent for path in files(repo, "src/*/__init__.py"))
    places = {path.relative_to(package).with_suffix("").parts for path in files(package, "*.py")}
    texts = {path: path.read_text("utf-8") for path in files(repo / "tests", "*.py")}
    for path in files(repo, "*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        texts[path] = "\n".join(line for line in "\n".join(code).splitlines() if line[:1] != "%")
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text, str(path))):
            named = (getattr(node, "module", None) or "").split(".")
            if isinstance(node, ast.ImportFrom) and named[0] == package.name:
                module = tuple(named[1:])
                for name in node.names:
                    inside = {(*module, name.name), (*module, name.name, "__init__")} & places
                    assert inside or module in places or (*module, "__init__") in places, path
                    if not inside:
                        file = package.joinpath(*module)
                        file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
                        assert re.search(rf"\b{name.name}\b", file.read_text("utf-8")), path


def test_data_files_parse(repo: Path) -> None:
    for path in files(repo, "*.toml"):
        tomllib.loads(path.read_text("utf-8"))
    for path in files(repo, "*.yml", "*.yaml"):
        list(yaml.safe_load_all(path.read_text("utf-8")))
    for path in files(repo, "*.json", "*.ipynb"):
        json.loads(path.read_text("utf-8"))


def test_code_is_linted_and_formatted(repo: Path) -> None:
    rules, shape = ["--select=E,F,I,UP,B,SIM,D1", "--ignore=D103"], ["--line-length=100"]
    if has_ruff_table(repo):
        rules, shape = [], []
    for words in (["check", *rules], ["format", "--check", "--diff"]):
        done = subprocess.run(
            ["ruff", *words, *shape, "--no-cache", "."], cwd=repo, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{done.stdout}\nsee CONTRIBUTING.md, Style"


def test_ruff_has_nothing_to_say_before_anybody_chose_rules(repo: Path) -> None:
    """A beginner who runs `ruff check` sees what the tool's own choice of rules finds: nothing."""
    if has_ruff_table(repo):
        pytest.skip("from intermediate up the repo chooses its rules")
    words = ["ruff", "check", "--isolated", "--no-cache", "."]
    done = subprocess.run(words, cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def has_ruff_table(repo: Path) -> bool:
    return "ruff" in tomllib.loads((repo / "pyproject.toml").read_text("utf-8")).get("tool", {})


def test_workflows_pass_actionlint(repo: Path) -> None:
    workflows = files(repo, ".github/workflows/*.yml")
    if workflows:
        done = subprocess.run(["actionlint", *workflows], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_workflows_pin_their_actions_and_ask_for_little(repo: Path) -> None:
    for path in files(repo, ".github/workflows/*.yml"):
        text = path.read_text("utf-8")
        used = re.findall(r"uses:\s*(\S+)", text)
        assert all(re.search(r"@[0-9a-f]{40}$", action) for action in used), path
        assert "permissions" in yaml.safe_load(text), path


def test_every_dependency_says_from_which_version_on(repo: Path) -> None:
    """Whether that is true, `.ci/lowest` finds out."""
    settings = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))
    groups = [settings["project"]["dependencies"], *settings["dependency-groups"].values()]
    groups += settings["project"].get("optional-dependencies", {}).values()
    needed = [*settings["build-system"]["requires"], *(each for group in groups for each in group)]
    assert [each for each in needed if ">=" not in each] == []


def test_everything_pinned_has_something_that_moves_it(repo: Path) -> None:
    """Workflows, images, libraries and the builder of the image: each kind has its updater."""
    settings = repo / ".github" / "dependabot.yml"
    if not settings.exists():
        pytest.skip("there is none before advanced")
    moved = {
        (update["package-ecosystem"], update["directory"])
        for update in yaml.safe_load(settings.read_text("utf-8"))["updates"]
    }
    assert moved >= {("uv", "/"), ("github-actions", "/")}
    assert all((kind, "/") in moved for kind in ("docker", "docker-compose"))
    for text in map(Path.read_text, files(repo, "Dockerfile")):
        assert not re.search(r"^RUN pip install (?!.*--requirement)", text, re.MULTILINE)
    for path in files(repo, "requirements.txt"):
        assert ("pip", f"/{path.parent.relative_to(repo).as_posix()}") in moved


def test_a_release_says_what_is_in_it_and_where_it_came_from(repo: Path) -> None:
    path = repo / ".github" / "workflows" / "release.yml"
    if not path.exists():
        pytest.skip("there is none before expert")
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    signed = [step["with"] for step in jobs["publish"]["steps"] if "attest" in step.get("uses", "")]
    assert [key for given in signed for key in given if key in ("subject-digest", "subject-path")]
    assert any("sbom-path" in given for given in signed)
    assert jobs["test"]["permissions"] == {"contents": "read"}
    commands = " ".join(step.get("run", "") for step in jobs["test"]["steps"])
    assert "uv audit" in commands
    assert "cyclonedx" in commands


def test_the_diagram_shows_commands_that_there_are(repo: Path) -> None:
    readme = (repo / "README.md").read_text("utf-8")
    shown = set(re.findall(r'\(\["(.+?)"\]\)', readme))
    scripts = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert shown <= scripts.keys()
    assert ("```mermaid" in readme) == ("serve" in scripts)
    assert ("```mermaid" not in readme) or {"train", "export", "serve"} <= shown


def test_dockerfiles_pass_hadolint(repo: Path) -> None:
    for path in files(repo, "Dockerfile", "*.Dockerfile"):
        done = subprocess.run(["hadolint", path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_nothing_names_the_generator_in_the_code(repo: Path) -> None:
    for path in files(repo, "*.py", "*.ipynb", "*.html", "*.js", "*.css"):
        text = path.read_text("utf-8").replace("Mltrail-Render: ", "")  # what its first commit says
        assert not re.search("mltrail|copier", text, re.IGNORECASE), path


def test_shipped_data_has_the_checksum_its_readme_states(repo: Path) -> None:
    stated = (repo / "data" / "README.md").read_text("utf-8")
    for path in files(repo / "data"):
        if path.name != "README.md":
            assert hashlib.sha256(path.read_bytes()).hexdigest() in stated, path


def test_a_model_card_that_is_shipped_shows_the_scores_of_the_readme(repo: Path) -> None:
    card = repo / "MODEL_CARD.md"
    if not card.exists():
        pytest.skip("there is none before advanced")
    stated = {
        key.removeprefix("cv_").removesuffix("_mean"): each for key, each in scores(repo).items()
    }
    rows = re.findall(
        r"^\| ([\w -]+) \| ([\d.]+)(?: ±.*)? \|$", card.read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) >= 3
    for words, value in rows:
        name = words.lower().removeprefix("cross-validated ").replace(" ", "_")
        assert float(value) == pytest.approx(float(stated[name]), abs=0.0015), name


def test_the_digits_readme_prints_the_scores_of_its_own_table(repo: Path, cell: Cell) -> None:
    if cell.project != "mnist":
        pytest.skip("only there `train` prints the same scores again")
    printed = (repo / "README.md").read_text("utf-8").partition("Wrote:")[0]
    for name, key in (("  cnn", "validation"), ("Test set", "test")):
        found = re.findall(rf"^{name} +([\d.]+) +([\d.]+)$", printed, re.MULTILINE)
        assert found == [(scores(repo)[f"{key}_accuracy"], scores(repo)[f"{key}_log_loss"])]


def test_every_module_that_the_readme_names_is_there(repo: Path) -> None:
    there = [f"/{path.relative_to(repo).as_posix()}" for path in files(repo, "*.py")]
    for named in re.findall(r"`([\w./-]+\.py)`", (repo / "README.md").read_text("utf-8")):
        assert any(path.endswith(f"/{named}") for path in there), named


def test_functions_are_short_and_files_too(repo: Path) -> None:
    for path in files(repo, "*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 310, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 45, f"{path}: {node.name}"
