"""`mltrail new` makes a complete repo or nothing, and says what to do in one sentence."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import Run

from mltrail import catalog, screen
from mltrail.rendering import new
from mltrail.rendering.new import Repo

TITANIC = ("--project", "titanic", "--level", "beginner")


def git(at: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=at, capture_output=True, text=True).stdout.strip()


def refused(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """Return the one sentence of a refusal, having checked that it is no traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    first, *rest = done.stderr.strip().splitlines()
    assert first.startswith("error: ")
    assert len(rest) <= 1
    return first


def test_a_new_repo_is_committed_and_clean(mltrail: Run, work: Path) -> None:
    done = mltrail("new", "ship", *TITANIC)
    assert done.returncode == 0, done.stderr
    assert git(work / "ship", "status", "--porcelain", "--ignored") == ""
    assert (
        git(work / "ship", "log", "--format=%an %s")
        == "Ada Lovelace Start titanic at level beginner"
    )
    assert os.listdir(work) == ["ship"]


def test_the_first_commit_carries_the_trailer_of_a_render(mltrail: Run, work: Path) -> None:
    mltrail("new", "ship", *TITANIC)
    trailers = git(work / "ship", "log", "--format=%(trailers:key=Mltrail-Render,valueonly)")
    assert trailers.split()[:2] == ["titanic", "beginner"]


def test_the_screen_shows_the_tree_and_the_next_commands(mltrail: Run) -> None:
    done = mltrail("new", "ship", *TITANIC)
    for line in ("ship/", "Now run:", "  cd ship", "train", "The same again: mltrail new ship"):
        assert line in done.stdout


@pytest.mark.parametrize(
    "flags", [TITANIC, ("--project", "titanic", "--level", "intermediate", "--booster", "lightgbm")]
)
def test_the_repeated_command_makes_the_same_files(
    mltrail: Run, work: Path, flags: tuple[str, ...]
) -> None:
    first = mltrail("new", "ship", *flags, "--author", "O'Brien")
    again = first.stdout.split("The same again: ")[1].strip()
    (work / "ship").rename(work / "before")
    subprocess.run(again.replace("mltrail", "python -m mltrail"), shell=True, cwd=work, check=True)
    assert git(work / "ship", "rev-parse", "HEAD^{tree}") == git(
        work / "before", "rev-parse", "HEAD^{tree}"
    )


def test_no_file_names_the_machine_that_made_it(mltrail: Run, work: Path, home: Path) -> None:
    mltrail("new", "ship", *TITANIC)
    for file in (work / "ship").rglob("*"):
        if file.is_file() and ".git" not in file.parts:
            content = file.read_bytes()
            for trace in (str(work), str(home), str(Path(__file__).parents[1])):
                assert trace.encode() not in content, file


def test_json_holds_the_files_and_answers(mltrail: Run, work: Path) -> None:
    made = json.loads(mltrail("new", "ship", *TITANIC, "--json").stdout)
    assert made["path"] == str(work / "ship")
    assert made["answers"]["project"] == "titanic"
    assert all((work / "ship" / file).is_file() for file in made["files"])


def test_a_dry_run_shows_the_tree_and_writes_nothing(mltrail: Run, work: Path) -> None:
    shown = mltrail("new", "ship", *TITANIC, "--dry-run")
    assert "README.md" in shown.stdout
    assert list(work.iterdir()) == []


def test_a_dry_run_lists_what_the_real_run_makes(mltrail: Run) -> None:
    planned = json.loads(mltrail("new", "ship", *TITANIC, "--dry-run", "--json").stdout)
    made = json.loads(mltrail("new", "ship", *TITANIC, "--json").stdout)
    assert planned == {key: value for key, value in made.items() if key != "scores"}


@pytest.mark.parametrize("project", catalog.load().projects)
def test_the_first_commands_of_the_exercises_work_in_a_fresh_repo(
    project: str, mltrail: Run, work: Path
) -> None:
    mltrail("new", "ship", "--project", project, "--level", "beginner")
    ship = work / "ship"
    (ship / "reports").mkdir()
    (ship / "reports" / "metrics.json").write_text("{}")  # as after `uv run train`
    text = (ship / "EXERCISES.md").read_text("utf-8")
    found = re.search(r"```console\n(git .*?)```|`(git [^`]+)`", text, re.DOTALL)
    assert found
    for command in (found[1] or found[2]).splitlines():
        done = subprocess.run(shlex.split(command), cwd=ship, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}: {done.stdout}"
    assert git(ship, "status", "--porcelain") == ""


def test_without_git_there_are_files_and_no_history(mltrail: Run, work: Path) -> None:
    assert mltrail("new", "ship", *TITANIC, "--no-git").returncode == 0
    assert (work / "ship" / "README.md").is_file()
    assert not (work / "ship" / ".git").exists()


def test_an_empty_folder_is_used(mltrail: Run, work: Path) -> None:
    (work / "ship").mkdir()
    assert mltrail("new", "ship", *TITANIC).returncode == 0
    assert (work / "ship" / "README.md").is_file()


def test_without_a_directory_the_name_gives_the_folder(mltrail: Run, work: Path) -> None:
    assert mltrail("new", *TITANIC, "--name", "my ship").returncode == 0
    assert (work / "my ship" / "README.md").read_text("utf-8").startswith("# my ship")


def test_a_folder_with_something_in_it_stays_as_it_is(mltrail: Run, work: Path) -> None:
    (work / "ship").mkdir()
    (work / "ship" / "thesis.md").write_text("years of work")
    assert "is not empty" in refused(mltrail("new", "ship", *TITANIC))
    assert os.listdir(work / "ship") == ["thesis.md"]


def test_a_file_in_the_way_stays_as_it_is(mltrail: Run, work: Path) -> None:
    (work / "ship").write_text("a drawing")
    assert "There is a file" in refused(mltrail("new", "ship", *TITANIC))
    assert (work / "ship").read_text() == "a drawing"


@pytest.fixture
def ship(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the learner is in."""
    folder = work / "ship"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def here(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Call the command line in the folder that the learner is in."""
    command = [sys.executable, "-m", "mltrail", "new", ".", *TITANIC, *words]
    return subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True)


def test_the_present_folder_is_filled_if_it_is_empty(ship: Path, work: Path) -> None:
    (ship / ".DS_Store").write_text("")
    planned = json.loads(here("--dry-run", "--json").stdout)
    done = here()
    assert done.returncode == 0, done.stderr
    assert "cd " not in done.stdout
    assert planned["files"] == git(ship, "ls-files").splitlines()
    assert git(ship, "status", "--porcelain") == "?? .DS_Store"
    assert not list(ship.glob(".mltrail*"))
    assert os.listdir(work) == ["ship"]
    assert (ship / "README.md").read_text("utf-8").startswith("# ship")


@pytest.mark.parametrize("inside", [True, False])
def test_a_clone_of_an_empty_repo_is_filled(inside: bool, work: Path, mltrail: Run) -> None:
    git(work, "init", "--bare", "--initial-branch=trunk", "server.git")
    git(work, "clone", "server.git", "ship")
    git(work / "ship", "config", "user.email", "grace@example.com")
    if inside:
        os.chdir(work / "ship")
        done = here()
    else:
        done = mltrail("new", "ship", *TITANIC)
    assert done.returncode == 0, done.stderr
    ship = work / "ship"
    assert git(ship, "status", "--porcelain", "--ignored") == ""
    assert git(ship, "log", "--format=%ae %s") == (
        "grace@example.com Start titanic at level beginner"
    )
    assert git(ship, "push", "--porcelain", "origin", "trunk").endswith("Done")
    command = [sys.executable, "-m", "mltrail", "level-up"]
    assert subprocess.run(command, cwd=ship, stdout=subprocess.DEVNULL).returncode == 0


def test_a_repo_with_a_history_is_refused(ship: Path) -> None:
    git(ship, "init")
    git(ship, "commit", "--allow-empty", "--message", "Mine")
    assert "a history of its own" in refused(here())
    (ship / "thesis.md").write_text("years of work")
    assert "is not empty" in refused(here())
    assert sorted(os.listdir(ship)) == [".git", "thesis.md"]


@pytest.mark.parametrize("cloned", [True, False])
def test_what_cannot_be_filled_stays_empty(
    cloned: bool, ship: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that comes into the way in the last moment stays, and nothing else is there."""
    if cloned:
        git(ship, "init")
    move = new._move

    def late(place: Path, path: Path) -> None:
        (path / "README.md").write_text("mine")
        move(place, path)

    monkeypatch.setattr(new, "_move", late)
    answers = {"project": "titanic", "level": "beginner", "name": "x", "author": "Ada"}
    with pytest.raises(FileExistsError):
        new.create(new.Order(Path(), answers))
    assert sorted(os.listdir(ship)) == [*([".git"] if cloned else []), "README.md"]
    assert (ship / "README.md").read_text() == "mine"
    if cloned:
        assert git(ship, "status", "--porcelain") == "?? README.md"
        assert git(ship, "rev-parse", "--verify", "--quiet", "HEAD") == ""


def test_a_folder_above_is_refused(mltrail: Run) -> None:
    assert "a folder above you" in refused(mltrail("new", "..", *TITANIC))


def test_a_missing_parent_is_refused(mltrail: Run, work: Path) -> None:
    assert "does not exist" in refused(mltrail("new", "fleet/ship", *TITANIC))
    assert list(work.iterdir()) == []


def test_a_read_only_parent_is_refused(mltrail: Run, work: Path) -> None:
    sealed = work / "sealed"
    sealed.mkdir()
    with read_only(sealed) as reason:
        assert reason in refused(mltrail("new", "sealed/ship", *TITANIC))
    assert list(sealed.iterdir()) == []


class read_only:  # noqa: N801
    """Make a folder read-only: by a mount where permissions do not stop us, else by its mode."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> str:
        if os.geteuid():
            self.folder.chmod(0o555)
            return "permission denied"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", self.folder])
        if done.returncode:
            pytest.skip("neither an ordinary user nor one who may mount")
        return "read-only file system"

    def __exit__(self, *_: object) -> None:
        if os.geteuid():
            self.folder.chmod(0o755)
        else:
            subprocess.run(["umount", self.folder], check=True)


def test_a_full_disk_leaves_nothing(mltrail: Run, work: Path) -> None:
    disk = work / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk]).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        assert "no space left" in refused(mltrail("new", "disk/ship", *TITANIC))
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_no_git_makes_a_repo_without_history(mltrail: Run, work: Path) -> None:
    done = mltrail("new", "ship", *TITANIC, PATH="")
    assert done.returncode == 0, done.stderr
    assert "Git was not found" in done.stdout
    assert (work / "ship" / "README.md").is_file()


def test_no_git_identity_makes_a_commit_and_says_so(mltrail: Run, work: Path, home: Path) -> None:
    (home / ".gitconfig").unlink()
    done = mltrail("new", "ship", *TITANIC)
    assert "Git does not know who you are" in done.stdout
    assert git(work / "ship", "log", "--format=%ae") == "mltrail@localhost"


@pytest.mark.parametrize(
    "setting",
    ["commit.gpgSign true", "core.hooksPath hooks", "core.autocrlf true", "core.excludesFile x"],
)
def test_a_learners_git_settings_do_not_spoil_the_commit(
    setting: str, mltrail: Run, work: Path, home: Path
) -> None:
    key, value = setting.split()
    (work / "hooks").mkdir()
    (work / "hooks" / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (work / "hooks" / "pre-commit").chmod(0o755)
    (home / "x").write_text("*.csv\n")
    where = {"hooks": str(work / "hooks"), "x": str(home / "x")}.get(value, value)
    git(work, "config", "--global", key, where)
    done = mltrail("new", "ship", *TITANIC, "--json")
    assert done.returncode == 0, done.stderr
    committed = git(work / "ship", "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert sorted(committed) == json.loads(done.stdout)["files"]


def test_inside_another_repo_no_second_one_is_made(mltrail: Run, work: Path) -> None:
    git(work, "init")
    done = mltrail("new", "ship", *TITANIC)
    assert "lies inside the Git repo" in done.stdout
    assert not (work / "ship" / ".git").exists()


def test_a_git_hooks_environment_does_not_lead_astray(mltrail: Run, work: Path) -> None:
    other = work / "other"
    other.mkdir()
    git(other, "init")
    done = mltrail("new", "ship", *TITANIC, GIT_DIR=str(other / ".git"), GIT_WORK_TREE=str(other))
    assert done.returncode == 0, done.stderr
    assert git(other, "log") == ""
    assert git(work / "ship", "log") != ""


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_a_locale_without_unicode_simply_works(locale: str, mltrail: Run, work: Path) -> None:
    done = mltrail("new", "ship", *TITANIC, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0, done.stderr
    assert "README.md" in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_output_that_lacks_a_character_still_gets_the_screen(
    encoding: str, mltrail: Run, work: Path
) -> None:
    words = ("new", "ship", *TITANIC, "--author", "Łukasz Ω")
    for more in (["--dry-run"], []):
        done = mltrail(*words, *more, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
    assert "Now run:" in done.stdout
    refusal = mltrail("new", "Łódź/Ω", *TITANIC, PYTHONIOENCODING=encoding)
    assert "does not exist" in refused(refusal)


def test_a_closed_output_stops_nothing(work: Path) -> None:
    program = f"{sys.executable} -m mltrail new ship {' '.join(TITANIC)} >&- 2>&-"
    assert subprocess.run(program, shell=True, cwd=work).returncode == 0
    assert (work / "ship" / ".git").is_dir()


def test_a_name_the_file_system_cannot_spell_is_refused(mltrail: Run, work: Path) -> None:
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = mltrail("new", *TITANIC, "--name", "корабль", **odd)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        (("--project", "titanik", "--level", "beginner"), "no project `titanik`", "`titanic`"),
        (("--project", "titanic", "--level", "beginer"), "no level `beginer`", "`beginner`"),
        (("--project", "titanic", "--level", "9"), "no level `9`", "Choose one of: beginner"),
        (("--project", "titanic"), "no terminal", "`--level`"),
        ((*TITANIC, "--name", "../up"), "A name is made of", "`--name`"),
        ((*TITANIC, "--author", "a\nb"), "An author's name is one line", "`--author`"),
    ],
)
def test_what_cannot_be_understood_is_refused(
    words: tuple[str, ...], sentence: str, hint: str, mltrail: Run, work: Path
) -> None:
    done = mltrail("new", "ship", *words)
    assert sentence in refused(done, code=2)
    assert hint in done.stderr
    assert list(work.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--project", "mnist", "--booster", "catboost"], "mnist has no `--booster`."),
        (["--project", "titanic", "--booster", "catboost"], "from level intermediate up"),
        (["--booster", "catboost", "--defaults"], "from level intermediate up"),
        (["--project", "recommender", "--server", "rest"], "Its own options: `--license`."),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(
    words: list[str], said: str, mltrail: Run, work: Path
) -> None:
    done = mltrail("new", "ship", "--level", "beginner", *words)
    assert refused(done, 2)
    assert said in done.stderr
    assert os.listdir(work) == []


def test_without_uv_pip_is_told_to_install_what_uv_would(mltrail: Run, work: Path) -> None:
    done = mltrail("new", "ship", "--project", "mnist", "--level", "advanced", PATH="")
    steps = done.stdout.partition("Now run:")[2]
    groups = tomllib.loads((work / "ship" / "pyproject.toml").read_text())["dependency-groups"]
    assert all(f"--group {group}" in steps for group in groups)
    assert steps.index("pip install torch --index-url") < steps.index("pip install -e .")
    assert "\n  train\n" in steps


def test_a_repo_on_another_drive_is_named_in_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def relpath(path: str) -> str:
        raise ValueError(f"path is on mount 'D:', start on mount 'C:': {path}")

    monkeypatch.setattr(os.path, "relpath", relpath)
    answers = {"project": "titanic", "level": "beginner", "name": "ship", "author": "Ada"}
    assert f"mltrail new {tmp_path} --project" in screen.again(Repo(tmp_path, answers, []))


def test_the_folder_is_made_in_one_step(mltrail: Run, work: Path) -> None:
    """Whatever a killed run left beside the repo, the next run clears away."""
    left = work / ".mltrail-killed"
    left.mkdir()
    (left / "in-use.lock").touch()
    shutil.copytree(work, left / "repo", ignore=lambda *_: {".mltrail-killed"})
    mine = work / ".mltrail-notes"
    mine.mkdir()
    (mine / "thoughts.md").write_text("not the tool's")
    mltrail("new", "ship", *TITANIC)
    assert sorted(os.listdir(work)) == [".mltrail-notes", "ship"]
