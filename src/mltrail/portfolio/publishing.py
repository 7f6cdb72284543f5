"""What GitHub needs to publish a site: a workflow, and a repo that holds it. Nothing is pushed."""

import json
from pathlib import Path

from mltrail import git
from mltrail.errors import MltrailError
from mltrail.portfolio.place import check_links
from mltrail.rendering import workshop

WORKFLOW = ".github/workflows/pages.yml"
SOURCES = Path(__file__).parent / "pages"


def add_workflow(output: Path) -> str:
    """Write a workflow into a site, unless there is one; return what to tell the user."""
    top = (git.work_tree(output) or output).resolve()
    folder = output.resolve().relative_to(top).as_posix()
    for file in (output / WORKFLOW, top / WORKFLOW):
        if file.exists() or file.is_symlink():
            return f"`{file}` is there already: it stays as it is."
    check_links(output, [WORKFLOW])
    _write(output, _workflow(folder))
    place = "at the top of a repo alone" + (f": move it to {top / WORKFLOW}" * (folder != "."))
    return (
        f"Wrote {output / WORKFLOW}; GitHub looks for it {place}.\n"
        "Once, on GitHub: Settings, Pages, Source: GitHub Actions. Then commit and push."
    )


def start(folder: Path) -> str:
    """Make a repo that holds projects, their site and its workflow; return what to tell."""
    place = folder.absolute()
    if place.exists() or place.is_symlink():
        raise MltrailError(f"There is a `{folder}` already.", "Choose another name.")
    outer = git.work_tree(place.parent) if place.parent.is_dir() else None
    if outer:
        raise MltrailError(
            f"`{folder}` would lie inside the Git repo `{outer}`; a portfolio is one of its own.",
            "Choose a folder outside of it; nothing was changed.",
        )
    with workshop.beside(place.parent) as new:
        _write(new, _workflow("site"))
        (new / "README.md").write_bytes((SOURCES / "readme.md").read_bytes())
        git.init(new)
        git.git(*git.VERBATIM, "add", "--all", "--force", at=new)
        words = ("commit", "--quiet", "--no-verify", "--message", "Start my portfolio")
        git.git(*git.VERBATIM, *words, at=new, env=git.signature(new, ""))
        new.rename(place)
    return (
        f"Made {folder}, a repo for your projects, their site and what publishes it.\n\n"
        f"Now run:\n  cd {folder}\n  mltrail new titanic\n  mltrail portfolio\n\n"
        "README.md says how to go on."
    )


def _workflow(folder: str) -> str:
    """Return the workflow that publishes a folder of a repo."""
    name = json.dumps(folder, ensure_ascii=False).replace("${{", "${{ '${{' }}")
    return (SOURCES / "pages.yml").read_text("utf-8").replace("FOLDER", name)


def _write(top: Path, workflow: str) -> None:
    (top / WORKFLOW).parent.mkdir(parents=True, exist_ok=True)
    (top / WORKFLOW).write_bytes(workflow.encode("utf-8", "replace"))
