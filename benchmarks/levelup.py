"""Compare `mltrail level-up` with `copier update -d level=...` on the same repo.

Needs hyperfine and uv on PATH. Run it with `uv run python benchmarks/levelup.py`; it prints the
table that stands in docs/benchmarks.md. Both commands take one repo of the first project, with an
edit of its owner's, from the lowest level to the next; before each run the repo is put back.
Copier reads the template from a clone on this machine, so that no network is measured.
"""

import subprocess
import tempfile
from itertools import islice
from pathlib import Path

from new import ROOT, compare, environment

from mltrail import __version__, catalog

OURS = "https://github.com/mltrail/mltrail.git"


def git(at: Path, *words: str) -> None:
    """Run Git quietly."""
    subprocess.run(["git", *words], cwd=at, check=True, stdout=subprocess.DEVNULL)


def published(folder: Path) -> str:
    """Clone this template, with the tag that its repos name, and return its URL."""
    git(ROOT, "clone", "--quiet", str(ROOT), str(folder))
    git(folder, "tag", "--force", f"v{__version__}")
    return f"git+file://{folder}"


def edited(repo: Path, source: str) -> None:
    """Edit a repo as its owner would, and let Copier know where the template is."""
    answers = repo / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace(OURS, source), "utf-8")
    (repo / "mine.py").write_text("ANSWER = 42\n", "utf-8")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message", "Mine")
    git(repo, "tag", "start")


def main() -> None:
    """Prepare both, then time them."""
    project = next(iter(catalog.load().projects.values()))
    level, above = islice(project.levels, 2)
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        ours = environment(at / "ours", str(ROOT))
        copier = environment(at / "copier", "copier")
        words = ["--project", project.name, "--level", level, "--defaults"]
        subprocess.run([ours / "mltrail", "new", "repo", *words], cwd=at, check=True)
        edited(at / "repo", published(at / "template"))
        update = (
            f"{copier}/copier update --quiet --defaults -d level={above} --vcs-ref v{__version__}"
        )
        compare(
            f"{project.name}, {level} to {above}",
            {
                "`mltrail level-up`, merge commit included": f"cd repo && {ours}/mltrail level-up",
                "`copier update -d level=...` (no commit)": f"cd repo && {update}",
            },
            at,
            prepare="git -C repo reset --quiet --hard start && git -C repo clean -fdq",
        )


if __name__ == "__main__":
    main()
