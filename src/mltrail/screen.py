"""What the commands show: text for people, JSON for scripts."""

import dataclasses
import json
import os
import shlex
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mltrail import catalog as catalogs
from mltrail import run, tree

if TYPE_CHECKING:  # what only one command needs is not loaded for the others
    from mltrail.doctor import Check
    from mltrail.growth.levelup import Growth, Status
    from mltrail.growth.merge import Change, State
    from mltrail.learning.exercises import Score
    from mltrail.rendering.new import Repo

_MARKS = {"ok": "ok", "warning": "!!", "problem": "XX"}


def as_json(content: Any, **more: Any) -> str:
    """Return a dataclass, or a list of them, as JSON."""
    if isinstance(content, list):
        return json.dumps([dataclasses.asdict(item) for item in content], indent=2, default=str)
    return json.dumps({**dataclasses.asdict(content), **more}, indent=2, default=str)


def previewed(repo: "Repo") -> str:
    """Show the files that `new` would write."""
    drawn = tree.draw(repo.path.name, repo.files, sys.stdout.encoding)
    return f"{drawn}\n\n{len(repo.files)} files would be made in {repo.path}\nNothing was written."


def created(repo: "Repo", installed: bool) -> str:
    """Show a new repo and the commands to go on with."""
    project, level = repo.answers["project"], repo.answers["level"]
    known = catalogs.load()
    first, *others = known.first_verbs(project, level)
    steps = [] if repo.path == Path.cwd() else [f"cd {_quoted(_from_here(repo.path))}"]
    if not installed:
        steps += [*run.install_commands(repo.path), run.verb_command(first)]
    steps += map(run.verb_command, others)
    parts = [
        tree.draw(repo.path.name, repo.files, sys.stdout.encoding),
        *([repo.note] if repo.note else []),
        "\n".join(["Now run:", *(f"  {step}" for step in steps)]),
        f"The same again: {again(repo)}",
    ]
    return "\n\n".join(parts)


def scored(repo: "Repo", metrics: dict[str, float]) -> str:
    """Return the scores on the test set as one line; a study's, where to read what it found."""
    if catalogs.load().project(repo.answers["project"]).is_study:
        page = repo.path / "reports" / "report.html"
        return f"\n{len(metrics)} figures and the pictures: open {_from_here(page)} in a browser"
    scores = {key.removeprefix("test_"): value for key, value in metrics.items() if "test_" in key}
    listed = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in scores.items())
    return f"\nScores on the test set: {listed}"


def again(repo: "Repo") -> str:
    """Return the one-line command that repeats a repo's answers."""
    words = ["mltrail", "new", _from_here(repo.path)]
    options = catalogs.load().project(repo.answers["project"]).options
    asked = [option for option in options if option in repo.answers]
    for question in ("project", "level", "name", "author", *asked):
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


def planned(growth: "Growth") -> str:
    """Show file by file what a step would do."""
    if not growth.changes:
        return f"Nothing to do: {_standing(growth)} already."
    rows = [f"{change.state:<9} {_whence(change)}{change.path}" for change in growth.changes]
    strays = [_strays(growth), ""] if growth.strays else []
    return "\n".join([*rows, "", *strays, _counted(growth.changes), "Nothing was written."])


def grown(growth: "Growth") -> str:
    """Show what a step brought and the commands to go on with, or what is left to decide."""
    parts = [growth.note] if growth.note else []
    if not growth.changes:
        return "\n\n".join([*parts, f"Nothing to do: {_standing(growth)} already."])
    if growth.conflicts:
        return "\n\n".join([*parts, *filter(None, [_strays(growth)]), _conflicted(growth)])
    parts += [f"{growth.project} is {_standing(growth)} now: {_counted(growth.changes)}"]
    parts += [text for text in (_brought(growth), _kept(growth), _strays(growth)) if text]
    verbs = catalogs.load().new_verbs(growth.project, growth.level, growth.new_level)
    steps = [*run.install_commands(growth.folder), *map(run.verb_command, verbs)]
    parts += ["\n".join(["Now run:", *(f"  {step}" for step in steps)]), _undo(growth)]
    return "\n\n".join(parts)


def status(found: "Status", score: "Score") -> str:
    """Show where a repo stands."""
    state = (
        f"{len(found.changed)} files changed since the last commit" if found.changed else "clean"
    )
    newer = f"; this is {found.newest_version}" if found.version != found.newest_version else ""
    rows = [
        f"project   {found.project}",
        f"level     {found.level}",
        f"template  {found.version or 'unknown'}{newer}",
        f"work      {f'a {found.underway} is in progress' if found.underway else state}",
        *([f"exercises {score}"] if score.of else []),
    ]
    parts = [found.note] if found.note else []
    parts += ["\n".join(rows)]
    if not found.next_level:
        return "\n\n".join([*parts, "This is the highest level there is for this project."])
    brings = [f"  {line}" for line in found.adds]
    parts += ["\n".join([f"Level {found.next_level} would bring:", *brings])]
    return "\n\n".join([*parts, "Try it: mltrail level-up --dry-run"])


def _standing(growth: "Growth") -> str:
    return f"at level {growth.new_level}, template {growth.new_version}"


def _counted(changes: list["Change"]) -> str:
    counts = Counter(change.state for change in changes)
    states: list[tuple[State, str]] = [
        ("added", "added"),
        ("merged", "merged"),
        ("moved", "moved"),
        ("removed", "removed"),
        ("kept", "kept as you have them"),
        ("conflict", "in conflict"),
    ]
    return f"{', '.join(f'{counts[key]} {words}' for key, words in states if counts[key])}."


def _brought(growth: "Growth") -> str:
    known = catalogs.load()
    names = list(known.levels)
    reached = names[names.index(growth.level) + 1 : names.index(growth.new_level) + 1]
    lines = [f"  {line}" for name in reached for line in known.adds(growth.project, name)]
    return "\n".join(["New:", *lines]) if lines else ""


def _kept(growth: "Growth") -> str:
    kept = [change.path for change in growth.changes if change.state == "kept"]
    partly = [change.path for change in growth.changes if change.partly]
    partly = [path for path in partly if path not in kept]
    parts = []
    for title, paths in (
        ("Yours stayed", kept),
        ("Some that is new has no place in yours", partly),
    ):
        if paths:
            see = f"git show {growth.render[:8]}:{paths[0]}"
            parts.append(
                "\n".join([f"{title} (compare: {see}):", *(f"  {path}" for path in paths)])
            )
    return "\n\n".join(parts)


def _whence(change: "Change") -> str:
    return f"{change.source} -> " if change.source else ""


def _strays(growth: "Growth") -> str:
    if not growth.strays:
        return ""
    rows = [
        f"  {stray.path}:{stray.line}  `{stray.written}` is "
        + (f"`{stray.now}` now" if stray.now else "no more")
        for stray in growth.strays
    ]
    return "\n".join(["Modules moved; these imports of yours have to follow:", *rows])


def _undo(growth: "Growth") -> str:
    return (
        f"Undo: git reset --keep {growth.before[:8]}"
        f"\nLater, or once pushed: git revert -m 1 {growth.commit[:8]}"
    )


def _conflicted(growth: "Growth") -> str:
    files = "\n".join(f"  {path}" for path in growth.conflicts)
    return (
        f"In these files you and the new level changed the same lines:\n{files}\n\n"
        "Two ways on:\n"
        "  edit them between the marks, then: git commit --all --no-edit\n"
        "  or back to where you were: git merge --abort"
    )


def _project_rows(project: catalogs.Project, cell: catalogs.Cell) -> list[str]:
    task = textwrap.wrap(project.task, 55)
    cost = f"installs {cell.install_mb} MB, {project.first_verb}s in about {cell.train_seconds} s"
    return [
        f"  {project.name:<21}{task[0]}",
        *(f"{'':23}{line}" for line in task[1:]),
        f"{'':23}{cost}",
    ]


def _from_here(path: Path) -> str:
    try:
        return os.path.relpath(path)
    except ValueError:  # on another drive of Windows
        return str(path)


def _quoted(word: str | Path) -> str:
    return f'"{word}"' if os.name == "nt" and " " in str(word) else shlex.quote(str(word))
