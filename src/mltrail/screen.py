"""What the commands show: text for people, JSON for scripts."""

import dataclasses
import json
import os
import shlex
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mltrail import catalog as catalogs
from mltrail import run, tree

if TYPE_CHECKING:  # what only `new` needs is not loaded for `list`
    from mltrail.doctor import Check
    from mltrail.new import Repo

_MARKS = {"ok": "ok", "warning": "!!", "problem": "XX"}


def as_json(content: Any, **more: Any) -> str:
    """Return a dataclass, or a list of them, as JSON."""
    if isinstance(content, list):
        return json.dumps([dataclasses.asdict(item) for item in content], indent=2)
    return json.dumps({**dataclasses.asdict(content), **more}, indent=2, default=str)


def previewed(repo: "Repo") -> str:
    """Show the files that `new` would write."""
    drawn = tree.draw(repo.path.name, repo.files, sys.stdout.encoding)
    return f"{drawn}\n\n{len(repo.files)} files would be made in {repo.path}\nNothing was written."


def created(repo: "Repo", installed: bool) -> str:
    """Show a new repo and the commands to go on with."""
    project, level = repo.answers["project"], repo.answers["level"]
    known = catalogs.load()
    first, *others = known.verbs(project, level)
    steps = [f"cd {_quoted(os.path.relpath(repo.path))}"]
    if not installed:
        steps += [*run.install_commands(), run.verb_command(first)]
    added = known.cell(project, level).verbs
    steps += [run.verb_command(verb) for verb in others if verb in added]
    parts = [
        tree.draw(repo.path.name, repo.files, sys.stdout.encoding),
        *([repo.note] if repo.note else []),
        "\n".join(["Now run:", *(f"  {step}" for step in steps)]),
        f"The same again: {again(repo)}",
    ]
    return "\n\n".join(parts)


def scored(metrics: dict[str, float]) -> str:
    """Return the scores on the test set as one line."""
    scores = {key.removeprefix("test_"): value for key, value in metrics.items() if "test_" in key}
    listed = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in scores.items())
    return f"\nScores on the test set: {listed}"


def again(repo: "Repo") -> str:
    """Return the one-line command that repeats a repo's answers."""
    words = ["mltrail", "new", os.path.relpath(repo.path)]
    for question in ("project", "level", "name", "author"):
        if question != "name" or repo.answers["name"] != repo.path.name:
            words += [f"--{question}", repo.answers[question]]
    return " ".join(_quoted(word) for word in words)


def catalog(known: catalogs.Catalog) -> str:
    """Show the projects, level by level."""
    parts = []
    for level in known.levels.values():
        rows = [f"{level.name}: {level.summary}"]
        for project in known.projects.values():
            if level.name in project.levels:
                rows += _project_rows(project, project.levels[level.name])
        parts.append("\n".join(rows))
    return "\n\n".join([*parts, "Make one: mltrail new my-repo --project NAME --level LEVEL"])


def checks(found: "list[Check]") -> str:
    """Show what was found on this machine."""
    rows = []
    for check in found:
        rows.append(f"{_MARKS[check.state]}  {check.name:<13} {check.found}")
        if check.state != "ok":
            rows.append(textwrap.indent(check.todo, " " * 18))
    return "\n".join(rows)


def _project_rows(project: catalogs.Project, cell: catalogs.Cell) -> list[str]:
    task = textwrap.wrap(project.task, 60)
    cost = f"installs {cell.install_mb} MB, trains in about {cell.train_seconds} s"
    return [
        f"  {project.name:<14}{task[0]}",
        *(f"{'':16}{line}" for line in task[1:]),
        f"{'':16}{cost}",
    ]


def _quoted(word: str | Path) -> str:
    return f'"{word}"' if os.name == "nt" and " " in str(word) else shlex.quote(str(word))
