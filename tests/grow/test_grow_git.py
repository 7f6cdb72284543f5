"""A level-up with the Git, the settings, the file system and the disk that people have."""

import errno
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grow.command import call, everything, git
from grow.growing import World
from mltrail.growth import switch

OLD = """\
#!/bin/sh
case " $* " in
  *" --version "*) echo "git version 2.34.1"; exit 0;;
  *" merge-tree --write-tree "*) echo "usage: git merge-tree" >&2; exit 129;;
esac
exec "{git}" "$@"
"""


@pytest.fixture
def old_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a Git on the PATH that is older than the first that merges without files."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(OLD.replace("{git}", shutil.which("git") or ""))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def test_an_old_git_is_named_with_the_one_that_it_takes(old_git: None, toy_repo: Path) -> None:
    before = everything(toy_repo)
    for words in (["level-up"], ["level-up", "--dry-run"], ["update"]):
        done = call(toy_repo, *words)
        assert done.code == 1
        assert "Git 2.34.1 is too old to grow a repo; that takes 2.38." in done.err
    assert call(toy_repo, "status").code == 0
    assert everything(toy_repo) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_DIR", "/nowhere"),
        ("GIT_COMMON_DIR", "/nowhere"),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere"),
        ("GIT_QUARANTINE_PATH", "/nowhere"),
        ("GIT_CONFIG", "/nowhere"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_GLOB_PATHSPECS", "1"),
        ("GIT_NAMESPACE", "other"),
        ("GIT_EXTERNAL_DIFF", "false"),
        ("GIT_TRACE", "2"),
    ],
)
def test_variables_for_other_commands_of_git_do_not_lead_astray(
    name: str, value: str, toy_repo: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, value)
        assert call(toy_repo, "level-up", "--dry-run").code == 0
        assert call(toy_repo, "level-up").code == 0
    assert git(toy_repo, "status", "--porcelain") == ""
    assert git(toy_repo, "log", "-1", "--format=%s") == "Level titanic up to intermediate"


@pytest.mark.parametrize("role", ["AUTHOR", "COMMITTER"])
def test_a_date_that_is_none_is_named(
    role: str, toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(toy_repo)
    monkeypatch.setenv(f"GIT_{role}_DATE", "soon")
    done = call(toy_repo, "level-up")
    assert done.code == 1
    assert f"`GIT_{role}_DATE` is `soon`" in done.err
    assert f"`unset GIT_{role}_DATE`" in done.err
    assert everything(toy_repo) == before
    monkeypatch.setenv(f"GIT_{role}_DATE", "2026-01-31 12:00 +0000")
    assert call(toy_repo, "level-up").code == 0
    assert git(toy_repo, "log", "-1", f"--format=%{role[0].lower()}t") == "1769860800"


@pytest.mark.parametrize("name", ["a:b", '"quoted', "#b", "[x]*"])
def test_an_odd_path_grows_as_its_dry_run_says(name: str, toy_repo: Path) -> None:
    repo = toy_repo.rename(toy_repo.with_name(name))
    planned = call(repo, "level-up", "--dry-run")
    assert (planned.code, planned.err) == (0, "")
    assert call(repo, "level-up").code == 0


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK])
def test_a_file_system_without_locks_will_do(
    code: int, toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with switch.exclusive(toy_repo) as scratch:
        done = call(toy_repo, "level-up")
        assert done.code == 1
        assert "Another mltrail is at work" in done.err
    assert call(toy_repo, "level-up").code == 0
    scratch.mkdir()  # as a killed run leaves it
    done = call(toy_repo, "level-up")
    assert f"Once none is running, remove the folder `{scratch}`" in done.err
    scratch.rmdir()
    assert call(toy_repo, "level-up").code == 0


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_a_hidden_edit_of_a_file_that_no_level_changes_stays_hidden(
    flag: str, toy_repo: Path
) -> None:
    git(toy_repo, "update-index", flag, "params.yaml")
    (toy_repo / "params.yaml").write_text("mine: 1\n")
    marks = git(toy_repo, "ls-files", "-v", "params.yaml")
    assert call(toy_repo, "level-up", "expert").code == 0
    assert (toy_repo / "params.yaml").read_text() == "mine: 1\n"
    assert git(toy_repo, "ls-files", "-v", "params.yaml") == marks


@pytest.mark.parametrize("path", ["pyproject.toml", "params.yaml"])
@pytest.mark.parametrize("safe", ["true", "false"])
def test_a_clone_with_windows_line_ends_where_a_tool_saved_others_grows(
    path: str, safe: str, toy_repo: Path
) -> None:
    git(toy_repo, "config", "core.autocrlf", "true")
    git(toy_repo, "config", "core.safecrlf", safe)
    (toy_repo / path).unlink()
    git(toy_repo, "restore", path)
    assert b"\r\n" in (toy_repo / path).read_bytes()
    (toy_repo / path).write_bytes((toy_repo / path).read_bytes().replace(b"\r\n", b"\n"))
    assert call(toy_repo, "level-up").code == 0
    assert git(toy_repo, "status", "--porcelain") == ""
    assert "tune" in (toy_repo / "pyproject.toml").read_text()


def test_new_files_go_through_the_owner_s_filters(toy_repo: Path, tmp_path: Path) -> None:
    """Git LFS is such a filter: what it tracks is stored as a pointer, whoever brings it."""
    calls = tmp_path / "calls"
    git(toy_repo, "config", "filter.mirror.clean", f"echo %f >> {calls}; rev")
    git(toy_repo, "config", "filter.mirror.smudge", "rev")
    (toy_repo / ".gitattributes").write_text("Dockerfile filter=mirror\nk8s/** filter=mirror\n")
    git(toy_repo, "add", "--all")
    git(toy_repo, "commit", "--quiet", "-m", "Mirror")
    assert call(toy_repo, "level-up", "expert", "--dry-run").code == 0
    assert not calls.exists()  # a dry run writes nothing, and a filter may
    assert call(toy_repo, "level-up", "expert").code == 0
    assert (toy_repo / "Dockerfile").read_text() == "FROM python:3.11\nCOPY . .\n"
    assert git(toy_repo, "show", "HEAD:Dockerfile") == "11.3:nohtyp MORF\n. . YPOC"
    assert git(toy_repo, "show", "HEAD:k8s/service.yaml") == "ecivreS :dnik"
    (toy_repo / "Dockerfile").touch()
    assert git(toy_repo, "status", "--porcelain") == ""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Lend a file system of a few megabytes."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", folder]).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("foreseen", [True, False], ids=["foreseen", "unforeseen"])
def test_a_full_disk_leaves_the_repo_as_before_and_is_named(
    foreseen: bool, worlds: dict[str, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not foreseen:  # another program fills it meanwhile
        monkeypatch.setattr(switch, "_check_room", lambda top, step: None)
    with worlds["toy"].inhabited(), small_disk(tmp_path / "disk") as disk:
        worlds["toy"].new(disk / "mine", "titanic", "beginner")
        (disk / "mine/data.csv").write_text("1,2,3\n" * 10_000)
        git(disk / "mine", "add", "--all")
        git(disk / "mine", "commit", "--quiet", "-m", "Mine")
        outcomes = {grown_with(disk, free) for free in range(0, 700_000, 42_000)}
    assert outcomes == {0, 1}


def test_what_cannot_be_taken_back_is_said_and_status_does_it(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = everything(toy_repo)
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_publish", full)
        done = call(toy_repo, "level-up", "expert")
    assert done.code == 1
    assert "stopped halfway, and could not be taken back: " in done.err
    assert "`mltrail status` puts every file back" in done.err
    assert "every file is as it was" in call(toy_repo, "status").out
    assert everything(toy_repo) == before


def grown_with(disk: Path, free: int) -> int:
    """Let a copy of the repo grow with so many bytes left, and return the exit code."""
    repo = disk / "copy"
    shutil.copytree(disk / "mine", repo)
    before = everything(repo)
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - free or 1)
    done = call(repo, "level-up", "expert")
    halfway = "stopped halfway" in done.err
    if done.code:
        assert "Traceback" not in done.err
        assert "disk" in done.err, done.err
    filler.unlink()
    if halfway:
        assert "`mltrail status`" in done.err
        assert call(repo, "status").code == 0
    assert done.code == 0 or everything(repo) == before
    assert git(repo, "status", "--porcelain") == ""
    assert call(repo, "level-up", "expert").code == done.code ^ 1
    shutil.rmtree(repo)
    return done.code
