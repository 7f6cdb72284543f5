"""What a level-up refuses: one clear sentence, an exit code, and nothing changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import mltrail
from grow.command import call, everything, git
from mltrail.git import _CALM, GitError
from mltrail.git import git as run_git
from mltrail.growth import renders

ANSWERS = ".copier-answers.yml"


def commit(repo: Path) -> None:
    git(repo, "commit", "--quiet", "--all", "--allow-empty", "-m", "Mine")


def commit_all(repo: Path) -> None:
    git(repo, "add", "--all")
    commit(repo)


def changed(repo: Path) -> None:
    (repo / "README.md").write_text("mine\n")


def staged(repo: Path) -> None:
    (repo / "mine.txt").write_text("mine\n")
    git(repo, "add", "mine.txt")


def without_git(repo: Path) -> None:
    shutil.rmtree(repo / ".git")


def without_commits(repo: Path) -> None:
    shutil.rmtree(repo / ".git")
    git(repo, "init", "--quiet")


def without_answers(repo: Path) -> None:
    git(repo, "rm", "--quiet", ANSWERS)
    commit(repo)


def answers_not_committed(repo: Path) -> None:
    git(repo, "rm", "--quiet", "--cached", ANSWERS)
    commit(repo)


def damaged_answers(repo: Path) -> None:
    (repo / ANSWERS).write_text("project: [\n")
    commit(repo)


def foreign_answers(repo: Path) -> None:
    (repo / ANSWERS).write_text("_src_path: gh:other/template\nname: mine\n")
    commit(repo)


def foreign_project(repo: Path) -> None:
    text = (repo / ANSWERS).read_text()
    (repo / ANSWERS).write_text(text.replace("project: titanic", "project: titanik"))
    commit(repo)


def merging(repo: Path) -> None:
    git(repo, "switch", "--quiet", "-c", "other")
    commit(repo)
    git(repo, "switch", "--quiet", "-")
    git(repo, "merge", "--quiet", "--no-ff", "--no-commit", "other")


def picking(repo: Path) -> None:
    (repo / ".git" / "CHERRY_PICK_HEAD").write_text(git(repo, "rev-parse", "HEAD"))


def reverting(repo: Path) -> None:
    (repo / ".git" / "REVERT_HEAD").write_text(git(repo, "rev-parse", "HEAD"))


def rebasing(repo: Path) -> None:
    commit(repo)
    words = ("-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "--quiet", "-i", "HEAD~1")
    git(repo, *words)


def bisecting(repo: Path) -> None:
    git(repo, "bisect", "start")


def highest(repo: Path) -> None:
    assert call(repo, "level-up", "expert").code == 0


def newer(repo: Path) -> None:
    text = (repo / ANSWERS).read_text()
    (repo / ANSWERS).write_text(text.replace("_commit: v", "_commit: v99."))
    commit(repo)


def base_gone(repo: Path) -> None:
    """The history is gone, and the template that made the repo is not this one."""
    text = (repo / ANSWERS).read_text()
    (repo / ANSWERS).write_text(text.replace(f"v{mltrail.__version__}", "v0.0.1"))
    shutil.rmtree(repo / ".git")
    git(repo, "init", "--quiet")
    git(repo, "add", "--all")
    commit(repo)


def shallow(repo: Path) -> None:
    text = (repo / ANSWERS).read_text()
    (repo / ANSWERS).write_text(text.replace(f"v{mltrail.__version__}", "v0.0.1"))
    commit(repo)
    git(repo, "clone", "--quiet", "--depth", "1", f"file://{repo}", "../shallow")
    shutil.rmtree(repo)
    (repo.parent / "shallow").rename(repo)


def between_releases(repo: Path) -> None:
    """Copier alone made the repo, from a commit that is no release."""
    text = (repo / ANSWERS).read_text()
    version = f"v{mltrail.__version__}"
    (repo / ANSWERS).write_text(text.replace(version, f"{version}-3-gabcdef0"))
    commit(repo)


def of_keras(repo: Path) -> None:
    (repo / ANSWERS).write_text((repo / ANSWERS).read_text() + "framework: keras\n")
    commit(repo)


def in_the_way(repo: Path) -> None:
    (repo / "src" / "titanic" / "tune.py").write_text("mine\n")


def ignored_in_the_way(repo: Path) -> None:
    (repo / ".venv").write_text("")
    (repo / ".git" / "info").mkdir(exist_ok=True)
    (repo / ".git" / "info" / "exclude").write_text("tune.py\n")
    (repo / "src" / "titanic" / "tune.py").write_text("mine\n")


def file_for_a_folder(repo: Path) -> None:
    (repo / ".github").write_text("mine\n")


def nothing(repo: Path) -> None:
    pass


CASES: list[tuple[Callable[[Path], None], list[str], int, str, str]] = [
    (changed, [], 1, "`README.md` changed since the last commit.", "git commit -am"),
    (staged, [], 1, "`mine.txt` changed since the last commit.", "git stash"),
    (without_git, [], 1, "is not a Git repo.", "git init"),
    (without_commits, [], 1, "has no commit yet.", "git commit"),
    (without_answers, [], 1, f"There is no `{ANSWERS}` in", "mltrail new"),
    (answers_not_committed, [], 1, f"`{ANSWERS}` is not committed", "git add --all"),
    (damaged_answers, [], 1, f"`{ANSWERS}` is damaged", "Restore it"),
    (foreign_answers, [], 1, f"`{ANSWERS}` names no project and level.", "made by mltrail"),
    (foreign_project, [], 2, "There is no project `titanik`.", "Did you mean `titanic`?"),
    (merging, [], 1, "A `git merge` is in progress.", "git merge --abort"),
    (picking, [], 1, "A `git cherry-pick` is in progress.", "git cherry-pick --abort"),
    (reverting, [], 1, "A `git revert` is in progress.", "git revert --abort"),
    (rebasing, [], 1, "A `git rebase` is in progress.", "git rebase --continue"),
    (bisecting, [], 1, "A `git bisect` is in progress.", "git bisect reset"),
    (highest, [], 1, "The repo is at level `expert`, the highest of `titanic`.", "mltrail update"),
    (nothing, ["beginner"], 1, "`beginner` is not above it.", "Levels above: intermediate,"),
    (highest, ["advanced"], 1, "The repo is at level `expert`, the highest", "mltrail update"),
    (nothing, ["expret"], 2, "There is no level `expret`.", "Did you mean `expert`?"),
    (nothing, ["--booster", "xgboost"], 2, "titanic has no `--booster`.", "`--framework`"),
    (of_keras, ["--framework", "pytorch"], 2, "made with `--framework keras`", "a new repo"),
    (newer, [], 1, "The repo was made by mltrail 99.", "uv tool upgrade mltrail"),
    (base_gone, [], 1, "by mltrail 0.0.1, is not in its history", "uvx mltrail@0.0.1 level-up"),
    (shallow, [], 1, "by mltrail 0.0.1, is not in its history", "git fetch --unshallow"),
    (between_releases, [], 1, "-3-gabcdef0, is not in its history", "copier update"),
    (in_the_way, [], 1, "The new level has `src/titanic/tune.py`, and so have you", "Commit yours"),
    (ignored_in_the_way, [], 1, "The new level has `src/titanic/tune.py`", "rename it"),
    (file_for_a_folder, [], 1, "your `.github` is in its way.", "Rename or move `.github`"),
]


@pytest.mark.parametrize("dry", [False, True], ids=["", "dry-run"])
@pytest.mark.parametrize(
    ("spoil", "words", "code", "sentence", "hint"),
    CASES,
    ids=["-".join([case[0].__name__, *case[1]]) for case in CASES],
)
def test_a_level_up_refuses(
    toy_repo: Path,
    spoil: Callable[[Path], None],
    words: list[str],
    code: int,
    sentence: str,
    hint: str,
    dry: bool,
) -> None:
    spoil(toy_repo)
    before = everything(toy_repo)
    done = call(toy_repo, "level-up", *words, *(["--dry-run"] if dry else []))
    assert done.code == code
    assert done.err.startswith("error: ")
    assert sentence in done.err.splitlines()[0]
    assert hint in done.err
    assert "Traceback" not in done.err
    assert everything(toy_repo) == before


def test_a_level_up_refuses_without_git(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = call(toy_repo, "level-up")
    assert done.code == 1
    assert done.err.startswith("error: Git was not found.")


def test_a_level_up_refuses_while_another_is_at_work(toy_repo: Path) -> None:
    from mltrail.growth import switch

    with switch.exclusive(toy_repo):
        done = call(toy_repo, "level-up")
    assert done.code == 1
    assert "Another mltrail is at work" in done.err
    assert call(toy_repo, "level-up").code == 0


def test_an_update_refuses_what_a_level_up_refuses(toy_repo: Path) -> None:
    changed(toy_repo)
    before = everything(toy_repo)
    done = call(toy_repo, "update")
    assert (done.code, everything(toy_repo)) == (1, before)
    assert "`README.md` changed since the last commit." in done.err


def test_a_squashed_first_commit_does_not_count_as_a_render(toy_repo: Path) -> None:
    render = git(toy_repo, "rev-parse", "HEAD^{tree}")
    (toy_repo / "src" / "titanic" / "data.py").write_text("mine = 1\n")
    git(toy_repo, "commit", "--quiet", "--all", "--amend", "--no-edit")
    assert renders._MARK in git(toy_repo, "log", "-1", "--format=%B")
    assert call(toy_repo, "level-up").code == 0
    assert (toy_repo / "src" / "titanic" / "data.py").read_text() == "mine = 1\n"
    assert git(toy_repo, "rev-parse", "HEAD^2^^{tree}") == render


def test_what_git_refuses_is_told_whole_and_by_the_command_s_name(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GitError) as refusal:
        run_git("-c", "submodule.recurse=false", "read-tree", "nothing", at=toy_repo)
    assert refusal.value.message.startswith("`git read-tree` failed: fatal: ")
    monkeypatch.setitem(_CALM, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # from outside it is dropped
    done = call(toy_repo, "level-up")
    assert "failed: fatal: detected dubious ownership in repository at" in done.err
    assert f"git config --global --add safe.directory {toy_repo}" in done.err
