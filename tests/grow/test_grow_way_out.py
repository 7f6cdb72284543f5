"""Every way out that a refusal prints ends where it promises: the level-up works."""

import os
import re
import shlex
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import mltrail
from grow import test_grow_refusals as refusals
from grow.command import call, everything, git
from mltrail.growth import renders, switch

ANSWERS = ".copier-answers.yml"
ENOUGH = 4  # refusals in a row, before the last way out must have worked


def ways(hint: str) -> list[list[str]]:
    """Read a hint: which commands to type, for each of its ways out."""
    found = (re.findall(r"`((?:git|mltrail) [^`]+)`", part) for part in re.split(", or ", hint))
    return [commands for commands in found if commands]


def typed(repo: Path, command: str) -> None:
    program, *words = shlex.split(command)
    if program == "mltrail":
        assert call(repo, *words).code == 0
    else:
        subprocess.run([program, *words], cwd=repo, check=True, capture_output=True)


def check_ways_out(repo: Path, left: int = ENOUGH) -> None:
    """Let a repo grow; where that is refused, follow each way out that is printed."""
    done = call(repo, "level-up")
    if done.code == 0:
        return
    assert left, done.err
    found = ways(done.err.partition("\n")[2])
    assert found, done.err
    for number, commands in enumerate(found):
        other = repo.with_name(f"{repo.name}{number}")
        shutil.copytree(repo, other, symlinks=True)
        subprocess.run(["git", "status"], cwd=other, capture_output=True)  # it knows the copies now
        for command in commands:
            typed(other, command)
        check_ways_out(other, left - 1)


def diverged(repo: Path) -> None:
    """Two branches that change the same line."""
    git(repo, "switch", "--quiet", "-c", "other")
    refusals.changed(repo)
    refusals.commit(repo)
    git(repo, "switch", "--quiet", "-")
    (repo / "README.md").write_text("mine too\n")
    refusals.commit(repo)


def stopped(repo: Path, *words: str) -> None:
    """Start what ends in a conflict, and settle that."""
    assert subprocess.run(["git", *words], cwd=repo, capture_output=True).returncode
    (repo / "README.md").write_text("settled\n")
    git(repo, "add", "README.md")


def picking(repo: Path) -> None:
    diverged(repo)
    stopped(repo, "cherry-pick", "other")


def merging(repo: Path) -> None:
    diverged(repo)
    stopped(repo, "merge", "other")


def reverting(repo: Path) -> None:
    refusals.changed(repo)
    refusals.commit(repo)
    (repo / "README.md").write_text("mine too\n")
    refusals.commit(repo)
    stopped(repo, "revert", "HEAD~")


def rebasing(repo: Path) -> None:
    diverged(repo)
    stopped(repo, "rebase", "other")


def applying(repo: Path) -> None:
    diverged(repo)
    git(repo, "format-patch", "-1", "other", "--output-directory", "..")
    stopped(repo, "am", *map(str, repo.parent.glob("*.patch")))


def ignored_by_a_bigger_repo(repo: Path) -> None:
    shutil.rmtree(repo / ".git")
    git(repo.parent, "init", "--quiet")
    (repo.parent / ".gitignore").write_text("*\n")
    git(repo.parent, "add", "--force", ".gitignore")
    git(repo.parent, "commit", "--quiet", "-m", "Ignore everything")


def in_a_bigger_repo(repo: Path) -> None:
    shutil.rmtree(repo / ".git")
    git(repo.parent, "init", "--quiet")
    git(repo.parent, "commit", "--quiet", "--allow-empty", "-m", "Begin")


def answers_ignored(repo: Path) -> None:
    git(repo, "rm", "--quiet", "--cached", ANSWERS)
    with (repo / ".gitignore").open("a") as file:
        file.write(".*\n")
    refusals.commit(repo)


def skipped(repo: Path) -> None:
    git(repo, "update-index", "--skip-worktree", "README.md", "pyproject.toml")
    refusals.changed(repo)


def assumed(repo: Path) -> None:
    git(repo, "update-index", "--assume-unchanged", "README.md")
    refusals.changed(repo)


def both(repo: Path) -> None:
    skipped(repo)
    git(repo, "update-index", "--assume-unchanged", "pyproject.toml")


def shallow(repo: Path) -> None:
    """Made by an older release, and cloned without its first commit."""
    text = (repo / ANSWERS).read_text()
    (repo / ANSWERS).write_text(text.replace(f"v{mltrail.__version__}", "v0.0.1"))
    git(repo, "add", "--all")
    render = renders.message("Start", "titanic", "beginner", "0.0.1", git(repo, "write-tree"))
    git(repo, "commit", "--quiet", "--amend", "-m", render)
    refusals.commit(repo)
    git(repo, "clone", "--quiet", "--depth", "1", f"file://{repo}", "../shallow")
    git(repo.parent / "shallow", "remote", "set-url", "origin", f"file://{repo}-origin")
    repo.rename(f"{repo}-origin")
    (repo.parent / "shallow").rename(repo)


def interrupted(repo: Path) -> None:
    head = git(repo, "rev-parse", "HEAD")
    assert call(repo, "level-up").code == 0
    target = git(repo, "rev-parse", "HEAD")
    git(repo, "reset", "--quiet", "--soft", head)
    git(repo, "update-ref", switch._PENDING, target)
    refusals.changed(repo)


CASES: list[Callable[[Path], None]] = [
    refusals.changed,
    refusals.staged,
    refusals.without_git,
    refusals.without_commits,
    refusals.answers_not_committed,
    refusals.damaged_answers,
    refusals.bisecting,
    refusals.in_the_way,
    refusals.ignored_in_the_way,
    answers_ignored,
    applying,
    assumed,
    both,
    ignored_by_a_bigger_repo,
    in_a_bigger_repo,
    interrupted,
    merging,
    picking,
    rebasing,
    reverting,
    shallow,
    skipped,
]


@pytest.mark.parametrize("spoil", CASES, ids=[case.__name__ for case in CASES])
def test_every_printed_way_out_leads_out(
    spoil: Callable[[Path], None], toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", "true")
    spoil(toy_repo)
    assert call(toy_repo, "level-up").code == 1
    check_ways_out(toy_repo)


def link(repo: Path) -> None:
    """An ignored link to a folder elsewhere, where the level has a folder."""
    (repo.parent / "elsewhere").mkdir()
    (repo / ".github").symlink_to(repo.parent / "elsewhere")
    (repo / ".git" / "info").mkdir(exist_ok=True)
    (repo / ".git" / "info" / "exclude").write_text(".github\n")


def link_to_nothing(repo: Path) -> None:
    (repo / ".github").symlink_to(repo.parent / "nowhere")


def committed_link(repo: Path) -> None:
    link_to_nothing(repo)
    refusals.commit_all(repo)


def committed_file(repo: Path) -> None:
    (repo / ".github").write_text("mine\n")
    refusals.commit_all(repo)


def pipe(repo: Path) -> None:
    os.mkfifo(repo / ".github")


def listening(repo: Path) -> None:
    here = Path.cwd()
    os.chdir(repo)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(".github")
    finally:
        os.chdir(here)


def link_for_a_file(repo: Path) -> None:
    (repo / "src/titanic/tune.py").symlink_to("train.py")


def committed_link_for_a_file(repo: Path) -> None:
    link_for_a_file(repo)
    refusals.commit_all(repo)


def empty_folder(repo: Path) -> None:
    (repo / "src/titanic/tune.py").mkdir()


def committed_folder(repo: Path) -> None:
    empty_folder(repo)
    (repo / "src/titanic/tune.py/mine.py").write_text("mine\n")
    refusals.commit_all(repo)


IN_THE_WAY: list[tuple[Callable[[Path], None], str]] = [
    *((case, ".github") for case in (link, link_to_nothing, committed_link, committed_file)),
    *((case, ".github") for case in (pipe, listening, refusals.file_for_a_folder)),
    *((case, "src/titanic/tune.py") for case in (link_for_a_file, committed_link_for_a_file)),
    *((case, "src/titanic/tune.py") for case in (empty_folder, committed_folder)),
]


def look(file: Path) -> tuple[int, str, list[str]]:
    """Say what a file is."""
    target = str(file.readlink()) if file.is_symlink() else ""
    return file.lstat().st_mode, target, os.listdir(file) if file.is_dir() else []


@pytest.mark.parametrize(
    ("spoil", "obstacle"), IN_THE_WAY, ids=[case.__name__ for case, _ in IN_THE_WAY]
)
def test_whatever_lies_in_the_way_stays_until_it_is_moved(
    spoil: Callable[[Path], None], obstacle: str, toy_repo: Path
) -> None:
    spoil(toy_repo)
    before, file = everything(toy_repo), look(toy_repo / obstacle)
    for words in (["level-up", "--dry-run"], ["level-up"]):
        done = call(toy_repo, *words)
        assert done.code == 1
        assert f"and your `{obstacle}` is in its way. Nothing was changed." in done.err
        assert f"Rename or move `{obstacle}`" in done.err
        assert (everything(toy_repo), look(toy_repo / obstacle)) == (before, file)
    (toy_repo / obstacle).rename(toy_repo / "moved")
    refusals.commit(toy_repo)
    assert call(toy_repo, "level-up").code == 0
    assert look(toy_repo / "moved") == file


def test_a_name_in_other_letters_is_in_the_way_where_the_disk_takes_it_for_the_same(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (toy_repo / "src/titanic/Tune.py").write_text("mine\n")
    refusals.commit_all(toy_repo)
    exists = os.path.lexists

    def case_blind(path: "str | os.PathLike[str]") -> bool:
        above = Path(path).parent
        names = os.listdir(above) if above.is_dir() else []
        return exists(path) or Path(path).name.casefold() in map(str.casefold, names)

    monkeypatch.setattr(os.path, "lexists", case_blind)
    done = call(toy_repo, "level-up")
    assert done.code == 1
    assert "has `src/titanic/tune.py`, and your `src/titanic/Tune.py` is in its way" in done.err
