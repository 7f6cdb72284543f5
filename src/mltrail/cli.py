"""The commands: they parse, call and print."""

import inspect
import io
import os
import sys
from collections.abc import Callable
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

import mltrail
from mltrail.errors import CancelledError, MltrailError, UsageError, from_os_error
from mltrail.learning import cli as learning
from mltrail.portfolio import cli as portfolio

if TYPE_CHECKING:
    from mltrail.growth.levelup import Order
    from mltrail.rendering.new import Repo

app = typer.Typer(
    help="Grow a machine learning repo from a first model to a monitored service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show it, write nothing.")]


def _levels() -> list[str]:
    from mltrail import catalog

    return list(catalog.load().levels)


def _projects() -> list[str]:
    from mltrail import catalog

    return list(catalog.load().projects)


def _version(asked: bool) -> None:
    if asked:
        print(f"mltrail {mltrail.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command a flag for each question that only some projects ask."""
    from mltrail import catalog

    signature = inspect.signature(command)
    flags = []
    for name, option in catalog.load().options.items():
        words = f"{option.help.partition(': ')[2]} ({', '.join(option.choices)})"
        asked = Annotated[str | None, typer.Option(help=words)]
        flags.append(Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=asked))
    own = [p for p in signature.parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
    command.__signature__ = signature.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
    return command


@app.command()
@_with_options
def new(
    directory: Annotated[
        Path | None, typer.Argument(help="Folder to make. Default: the name, in this folder.")
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(help="What the repo is about; see `mltrail list`.", autocompletion=_projects),
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="How much it can do.", autocompletion=_levels)
    ] = None,
    name: Annotated[str | None, typer.Option(help="Title. Default: the folder's name.")] = None,
    author: Annotated[str | None, typer.Option(help="Default: Git's user.name.")] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing.")] = False,
    dry_run: DryRun = False,
    run: Annotated[bool, typer.Option("--run", help="Install it, run its first verb.")] = False,
    git: Annotated[bool, typer.Option("--git/--no-git", help="Make a first commit.")] = True,
    as_json: AsJson = False,
    **options: str | None,
) -> None:
    """Make a new repo that trains a real model at once."""
    from mltrail import screen
    from mltrail.rendering import new as making

    given = _given(level=level, project=project, name=name, author=author)
    answers = making.implied(directory) | given | _given(**options)
    making.check(directory, answers)
    missing = [] if defaults else [key for key in making.NEEDED if key not in answers]
    if missing and (as_json or not _on_terminal()):
        flags = " and ".join(f"`--{key}`" for key in missing)
        raise UsageError("There is no terminal to ask on.", f"Give {flags}, or `--defaults`.")
    order = making.Order(directory, answers, ask=bool(missing), git=git)
    if dry_run:
        repo = making.preview(order)
        print(screen.as_json(repo) if as_json else screen.previewed(repo))
        return
    repo = making.create(order)
    if not as_json:
        print(screen.created(repo, installed=run), flush=True)
    scores = _run(repo) if run else {}
    if as_json:
        print(screen.as_json(repo, scores=scores))
    elif scores:
        print(screen.scored(repo, scores))


def _given(**flags: str | None) -> dict[str, str]:
    """Return the answers that flags gave, by question."""
    return {question: answer for question, answer in flags.items() if answer is not None}


def _run(repo: "Repo") -> dict[str, Any]:
    from mltrail import catalog, run

    run.install(repo.path)
    run.verb(repo.path, catalog.load().project(repo.answers["project"]).first_verb)
    return run.metrics(repo.path)


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show what can be made: the projects, and what each level adds."""
    from mltrail import catalog, screen

    known = catalog.load()
    print(screen.as_json(known) if as_json else screen.catalog(known))


@app.command("level-up")
@_with_options
def level_up(
    level: Annotated[
        str | None, typer.Argument(help="Default: the next one.", autocompletion=_levels)
    ] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    **options: str | None,
) -> None:
    """Grow this repo to a higher level; every edit of yours stays."""
    from mltrail.growth.levelup import Order

    ask = not (defaults or dry_run or as_json) and _on_terminal()
    _grow(Order(level, _given(**options), ask, dry_run=dry_run), as_json)


@app.command()
def update(dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Bring this repo what is new in this mltrail, at the level it has."""
    from mltrail.growth.levelup import Order

    _grow(Order(update=True, dry_run=dry_run), as_json)


def _grow(order: "Order", as_json: bool) -> None:
    from mltrail import screen
    from mltrail.growth import levelup

    growth = levelup.grow(Path.cwd(), order)
    if as_json:
        print(screen.as_json(growth, conflicts=growth.conflicts))
    else:
        print(screen.planned(growth) if order.dry_run else screen.grown(growth))
    if growth.conflicts:
        raise typer.Exit(1)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say where this repo stands, and what the next level would bring."""
    from mltrail import screen
    from mltrail.growth import levelup
    from mltrail.learning import exercises

    found = levelup.status(Path.cwd())
    score = exercises.find(found.folder).score()
    print(screen.as_json(found, exercises=score) if as_json else screen.status(found, score))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this machine: what helps, what hinders, what to do about it."""
    from mltrail import doctor as examiner
    from mltrail import screen

    checks = examiner.examine(Path.cwd())
    print(screen.as_json(checks) if as_json else screen.checks(checks))
    if any(check.state == "problem" for check in checks):
        raise typer.Exit(1)


learning.register(app)
portfolio.register(app)


def main() -> None:
    """Run the command line; a mistake ends in a sentence, never in a traceback."""
    _forgive_encoding()
    try:
        app()
    except MltrailError as error:
        _fail(error)
    except KeyboardInterrupt:
        _fail(CancelledError("Cancelled."))
    except OSError as error:
        _fail(from_os_error(error))


def _forgive_encoding() -> None:
    """Let every text be printed: what the output cannot spell is written as its number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(error: MltrailError) -> NoReturn:
    typer.secho(f"error: {error.message}", fg="red", err=True)
    if error.hint:
        typer.echo(error.hint, err=True)
    sys.exit(error.exit_code)
