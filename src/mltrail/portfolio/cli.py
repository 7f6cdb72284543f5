"""The command `portfolio`: it parses, calls and prints."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mltrail.errors import UsageError

if TYPE_CHECKING:
    from mltrail.portfolio.site import Site


def portfolio(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Your repos. Default: those beside this one.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the site.")] = Path(
        "site"
    ),
    name: Annotated[str, typer.Option(help="Whose it is. Default: the repos' author.")] = "",
    pages: Annotated[
        bool, typer.Option("--pages", help="Also write a workflow that publishes it on GitHub.")
    ] = False,
    new: Annotated[
        Path | None, typer.Option(help="Make a repo to hold projects and their site; no more.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Build a site that shows your repos: scores, pictures, what you did."""
    from mltrail import screen
    from mltrail.learning import roadmap
    from mltrail.portfolio import publishing, site

    if new:
        if folders or pages or as_json:
            raise UsageError("`--new` makes a repo and builds no site.", "Give its name alone.")
        print(publishing.start(new))
        return
    built = site.build(folders or roadmap.around(Path.cwd()), output, name)
    workflow = publishing.add_workflow(output) if pages else ""
    print(screen.as_json(built, workflow=workflow) if as_json else _said(built, workflow))


def _said(built: "Site", workflow: str) -> str:
    """Show what was built, what is left out, and what to do next."""
    of = "1 repo" if len(built.repos) == 1 else f"{len(built.repos)} repos"
    left_out = "\n".join(["Left out:", *(f"  {note}" for note in built.notes)])
    parts = [f"Built a site over {of}: {', '.join(built.repos)}.", left_out * bool(built.notes)]
    parts += [workflow, f"Open it in a browser: {built.path / 'index.html'}"]
    return "\n\n".join(filter(None, parts))


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(portfolio)
