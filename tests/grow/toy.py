"""A small template with all levels: it renders in no time, and a test may change it."""

import json
from pathlib import Path

from mltrail.rendering import template

LEVELS = ["beginner", "intermediate", "advanced", "expert"]
VERBS = {"beginner": "train", "intermediate": "tune", "advanced": "serve", "expert": "monitor"}

PYPROJECT = """\
[project]
name = "{{ project }}"
version = "0.1.0"
dependencies = [
  "numpy>=2.0",
{%- if since.intermediate %}
  "optuna>=5.0",
{%- endif %}
{%- if since.advanced %}
  "fastapi>=0.165",
{%- endif %}
]

[project.scripts]
train = "{{ package }}.train:main"
{%- if since.intermediate %}
tune = "{{ package }}.tune:main"
{%- endif %}
{%- if since.advanced %}
serve = "{{ package }}.serve:main"
{%- endif %}

[dependency-groups]
dev = [
  "jupyterlab>=4.2",
  "pytest>=8.0",
]
{%- if since.intermediate %}
lint = [
  "ruff>=0.14",
]
{%- endif %}

[tool.pytest.ini_options]
testpaths = ["tests"]
{%- if since.intermediate %}

[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F"]
{%- endif %}
"""

README = """\
# {{ name }}

A first model on real data.

| command | what it does |
|---|---|
| `uv run train` | train a model |
{%- if since.intermediate %}
| `uv run tune` | search for better settings |
{%- endif %}
{%- if since.advanced %}
| `uv run serve` | answer over HTTP |
{%- endif %}

## The idea

Look at the data first.
{%- if since.intermediate %}

## Tuning

Try many settings, keep the best.
{%- endif %}
{%- if since.advanced %}

## Serving

A model that nobody can ask is of no use.
{%- endif %}

## Licence

MIT
"""

WORKFLOW = """\
name: CI
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - run: uv run pytest
{%- if since.advanced %}
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - run: docker build .
{%- endif %}
"""

IGNORED = """\
.venv/
{%- if since.advanced %}
mlflow.db
{%- endif %}
"""

NOTEBOOK = """\
{
 "cells": [
  {"cell_type": "markdown", "id": "one", "metadata": {}, "source": ["# Look"]}
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
"""

TRAIN = '''"""Train a model."""

from {package} import data

RATE = 0.1
STEPS = 100


def main() -> None:
    """Train on all rows."""
    print(RATE * STEPS * len(data.load()))
'''

DATA = '''"""Load the data."""

COLUMNS = ["age", "fare"]


def load() -> list[float]:
    """Return the numbers of the first column."""
    return [1.0, 2.0, 3.0]
'''

VERB = '''"""Do what this level adds."""

from {package} import data, train


def main() -> None:
    """Say it."""
    train.main()
    print("{verb}", data.load())
'''

TEST = """from {package} import {verb}


def test_{verb}_runs() -> None:
    {verb}.main()
"""


def build(folder: Path, projects: tuple[str, ...] = ("titanic", "my-digits")) -> Path:
    """Write the template into a folder; the questions are the real ones."""
    for path, text in _files(projects).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "parts").mkdir(exist_ok=True)
    return folder


def _files(projects: tuple[str, ...]) -> dict[str, str]:
    real = Path(__file__).parents[2]
    answers = "templates/{{ _copier_conf.answers_file }}.jinja"
    files = {
        "copier.yml": (real / "copier.yml").read_text("utf-8"),
        answers: (real / answers).read_text("utf-8"),
        "catalog.json": json.dumps(_catalog(projects)),
        "templates/{{ always }}/pyproject.toml.jinja": PYPROJECT,
        "templates/{{ always }}/README.md.jinja": README,
        "templates/{{ always }}/.gitignore.jinja": IGNORED,
        "templates/{{ since.intermediate }}/.github/workflows/ci.yml.jinja": WORKFLOW,
        "templates/{{ since.advanced }}/Dockerfile": "FROM python:3.11\nCOPY . .\n",
        "templates/{{ since.expert }}/k8s/service.yaml": "kind: Service\n",
    }
    files["templates/{{ always }}/params.yaml"] = "seed: 42\noptions:\n  C: 1.0\n"
    files["templates/{{ always }}/notebooks/look.ipynb"] = NOTEBOOK
    for project in projects:
        package = project.replace("-", "_")
        for level, verb in VERBS.items():
            layer = f"templates/{{{{ only.{package} }}}}/{{{{ since.{level} }}}}"
            source = f"{layer}/src/{package}/{verb}.py"
            files[source] = VERB.format(package=package, verb=verb)
            files[f"{layer}/tests/test_{verb}.py"] = TEST.format(package=package, verb=verb)
        layer = f"templates/{{{{ only.{package} }}}}/src/{package}"
        files[f"{layer}/__init__.py"] = '"""Numbers."""\n'
        files[f"{layer}/data.py"] = DATA
        layer = f"templates/{{{{ only.{package} }}}}/{{{{ since.beginner }}}}/src/{package}"
        files[f"{layer}/train.py"] = TRAIN.format(package=package)
    return files


def _catalog(projects: tuple[str, ...]) -> dict[str, object]:
    cells = {
        level: {
            "verbs": [VERBS[level]],
            "install_mb": 1,
            "train_seconds": 1,
            "adds": [f"more, being {level}"],
        }
        for level in LEVELS
    }
    return {
        "levels": {
            level: {"title": level.title(), "summary": f"can {verb}", "adds": [f"`{verb}`"]}
            for level, verb in VERBS.items()
        },
        "options": json.loads((template.root() / "catalog.json").read_text("utf-8"))["options"],
        "projects": {
            project: {
                "title": project,
                "task": "Count.",
                "topics": [],
                "data": "three numbers",
                "on": ["tables"],
                "options": {"framework": "beginner"},
                "levels": cells,
            }
            for project in projects
        },
    }
