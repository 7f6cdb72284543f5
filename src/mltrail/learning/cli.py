"""The commands of the learning loop: they parse, call and print."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mltrail.errors import UsageError

if TYPE_CHECKING:
    from mltrail.learning.exercises import Exercise, Repo

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Id = Annotated[str, typer.Argument(help="Such as b4.", show_default=False)]


def _repo() -> "Repo":
    from mltrail.learning import exercises

    return exercises.find(Path.cwd())


def _chosen(repo: "Repo", ids: Sequence[str] | None) -> "list[Exercise]":
    return [repo.exercise(name) for name in ids] if ids else repo.exercises


def _print(content: Any, text: str, as_json: bool) -> None:
    from mltrail import screen

    print(screen.as_json(content) if as_json else text)


def learn(
    exercise: Annotated[
        str | None, typer.Argument(help="Such as b4. Default: the next one.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work on the exercises: each save is checked at once."""
    from mltrail.learning import guide, lesson, pages

    repo = _repo()
    if as_json:
        step = guide.next_step(repo)
        _print(step, pages.step(step), as_json)
        return
    lesson.begin(repo, repo.exercise(exercise) if exercise else None)


def check(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Such as b4. Default: all.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All of them, as without names.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check exercises of this repo; exit code 1 while one is not done."""
    from mltrail.learning import checking, pages

    if ids and all_:
        raise UsageError("`--all` and names exclude each other.", "Leave one of them out.")
    repo = _repo()
    outcomes = checking.check(repo, _chosen(repo, ids))
    _print(outcomes, pages.outcomes(repo, outcomes), as_json)
    if not all(outcome.done for outcome in outcomes):
        raise typer.Exit(1)


def hint(exercise: Id, as_json: AsJson = False) -> None:
    """Show the next hint of an exercise; progress.json counts them."""
    from mltrail.learning import hints, pages

    repo = _repo()
    found = hints.following(repo, repo.exercise(exercise))
    _print(found, pages.hint(found), as_json)


def solution(
    exercise: Id,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Before it is solved; progress.json records it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how the reference solution differs from your files."""
    from mltrail.learning import pages, solutions

    repo = _repo()
    found = solutions.shown(repo, repo.exercise(exercise), give_up)
    _print(found, pages.solution(found), as_json)


def next_(as_json: AsJson = False) -> None:
    """Say what to do next, and why."""
    from mltrail.learning import guide, pages

    step = guide.next_step(_repo())
    _print(step, pages.step(step), as_json)


def roadmap(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Your repos. Default: those beside this one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what there is to learn, where it is taught, and what your repos reach."""
    from mltrail.learning import pages
    from mltrail.learning import roadmap as roadmaps

    rows = roadmaps.of(folders or roadmaps.around(Path.cwd()))
    _print(rows, pages.roadmap(rows), as_json)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (learn, check, hint, solution, roadmap):
        app.command()(command)
    app.command("next")(next_)
