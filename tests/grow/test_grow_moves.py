"""A newer template has files elsewhere: the owner's edits go along, and what cannot is said."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grow import toy
from grow.command import call, git
from grow.growing import World, snapshot

LAYER = "templates/{{ only.titanic }}/{{ since.intermediate }}"
OLD, NEW = "src/titanic/tune.py", "src/titanic/analysis/tune.py"

Release = Callable[[Callable[[str], str]], None]


@pytest.fixture
def world(worlds: dict[str, World], tmp_path: Path) -> Iterator[World]:
    """A template of its own, to be changed as a later release changes it."""
    world = World("moving", toy.build(tmp_path / "template"), tmp_path / "renders")
    world.store.mkdir()
    with world.inhabited():
        yield world


@pytest.fixture
def repo(world: World, tmp_path: Path) -> Path:
    world.new(tmp_path / "mine", "titanic", "intermediate")
    return tmp_path / "mine"


@pytest.fixture
def release(world: World) -> Release:
    def moved(change: Callable[[str], str]) -> None:
        """Give `tune` a folder, as a later release does, and change it on the way."""
        old, new = (world.root / LAYER / path for path in (OLD, NEW))
        new.parent.mkdir()
        new.with_name("__init__.py").write_text('"""Look closer."""\n')
        new.write_text(change(old.read_text()))
        old.unlink()
        for text in (world.root / "templates").rglob("pyproject.toml.jinja"):
            text.write_text(text.read_text().replace("}}.tune:", "}}.analysis.tune:"))
        shutil.rmtree(world.store)
        world.store.mkdir()

    return moved


def as_it_was(text: str) -> str:
    return text


def rewritten(_: str) -> str:
    return "".join(f"OPTION_{number} = {number}\n" for number in range(30))


def edit(repo: Path, path: str, change: Callable[[str], str]) -> None:
    file = repo / path
    file.write_bytes(change(file.read_bytes().decode() if file.exists() else "").encode())
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", f"Edit {path}")


def appended(line: str) -> Callable[[str], str]:
    return lambda text: f"{text}{line}\n"


def test_an_edit_goes_along_with_its_file(repo: Path, release: Release) -> None:
    edit(repo, OLD, appended("MINE = 1"))
    mine = (repo / OLD).read_text()
    release(as_it_was)
    done = json.loads(call(repo, "update", "--json").out)
    changes = {change["path"]: (change["state"], change["source"]) for change in done["changes"]}
    assert changes[NEW] == ("moved", OLD)
    assert OLD not in changes
    assert (repo / NEW).read_text() == mine
    assert not (repo / OLD).exists()


def test_a_dry_run_says_from_where_to_where(repo: Path, release: Release) -> None:
    release(as_it_was)
    assert f"moved     {OLD} -> {NEW}\n" in call(repo, "update", "--dry-run").out


def test_an_edit_in_a_file_that_was_also_rewritten_is_put_to_the_owner(
    repo: Path, release: Release
) -> None:
    edit(repo, OLD, lambda text: text.replace("train.main()", "train.main()  # mine"))
    before = snapshot(repo)
    release(rewritten)
    done = call(repo, "update")
    assert f"the same lines:\n  {NEW}\n" in done.out
    text = (repo / NEW).read_text()
    assert "# mine" in text
    assert "OPTION_29" in text
    git(repo, "merge", "--abort")
    assert snapshot(repo) == before


def test_a_file_that_nobody_edited_moves_even_if_it_was_rewritten(
    repo: Path, release: Release
) -> None:
    release(rewritten)
    done = json.loads(call(repo, "update", "--json").out)
    assert [c["source"] for c in done["changes"] if c["state"] == "moved"] == [OLD]
    assert (repo / NEW).read_text() == rewritten("")


def test_a_deleted_file_does_not_come_back_elsewhere(repo: Path, release: Release) -> None:
    git(repo, "rm", "--quiet", OLD)
    git(repo, "commit", "--quiet", "-m", "Delete")
    release(appended("NEW = 1"))
    done = json.loads(call(repo, "update", "--json").out)
    assert {c["path"]: c["state"] for c in done["changes"]}[NEW] == "kept"
    assert not (repo / NEW).exists()


def test_a_file_that_the_owner_moved_too_is_put_to_them(repo: Path, release: Release) -> None:
    git(repo, "mv", OLD, "src/titanic/search.py")
    git(repo, "commit", "--quiet", "-m", "Move")
    edit(repo, "src/titanic/search.py", appended("MINE = 1"))
    release(as_it_was)
    done = call(repo, "update")
    assert "  src/titanic/search.py\n" in done.out
    assert "MINE = 1" in (repo / "src/titanic/search.py").read_text()


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_edit_goes_along_in_a_package_of_another_name(
    repo: Path, release: Release, ends: str
) -> None:
    git(repo, "mv", "src/titanic", "src/voyage")
    for path in repo.glob("*/**/*.py"):
        path.write_text(path.read_text().replace("titanic", "voyage"), newline=ends)
    edit(repo, "pyproject.toml", lambda text: text.replace('"titanic.', '"voyage.'))
    edit(repo, "src/voyage/tune.py", appended(f"MINE = 1{ends}"[:-1]))
    mine = (repo / "src/voyage/tune.py").read_bytes()
    release(lambda text: text.replace("Do what", "Do all that"))
    done = call(repo, "update")
    assert "in conflict" not in done.out
    found = (repo / "src/voyage/analysis/tune.py").read_bytes()
    assert found == mine.replace(b"Do what", b"Do all that")
    assert not (repo / "src/titanic").exists()
    assert "titanic." not in (repo / "pyproject.toml").read_text()


def test_commands_of_a_renamed_package_are_those_of_its_folders(
    repo: Path, release: Release
) -> None:
    release(as_it_was)
    beginner = repo.with_name("beginner")
    assert call(repo.parent, "new", str(beginner), "--project", "titanic", "--defaults").code == 0
    git(beginner, "mv", "src/titanic", "src/voyage")
    edit(beginner, "pyproject.toml", lambda text: text.replace('"titanic.', '"voyage.'))
    assert call(beginner, "level-up", "expert").code == 0
    scripts = re.findall(r'= "([\w.]+):main"', (beginner / "pyproject.toml").read_text())
    assert "voyage.analysis.tune" in scripts
    for script in scripts:
        assert (beginner / "src" / f"{script.replace('.', '/')}.py").exists()


def test_imports_of_the_owners_that_a_move_cuts_off_are_named(repo: Path, release: Release) -> None:
    edit(repo, "src/titanic/mine.py", appended("import json\nfrom . import data, tune"))
    edit(repo, "tests/test_mine.py", appended("from titanic.tune import main"))
    edit(repo, OLD, appended("from . import train as taught"))
    release(as_it_was)
    expected = {
        ("src/titanic/analysis/tune.py", ".train", "titanic.train"),
        ("src/titanic/mine.py", ".tune", "titanic.analysis.tune"),
        ("tests/test_mine.py", "titanic.tune", "titanic.analysis.tune"),
        # the template of this test forgot to rewrite its own test, which the owner never changed
    }
    for words in (["--dry-run", "--json"], ["--json"]):
        found = json.loads(call(repo, "update", *words).out)["strays"]
        assert {(s["path"], s["written"], s["now"]) for s in found} == expected
    assert {s["line"] for s in found if s["path"] == "src/titanic/mine.py"} == {2}


def test_the_screen_says_how_to_write_such_an_import(repo: Path, release: Release) -> None:
    edit(repo, "src/titanic/mine.py", appended("from .tune import main"))
    release(as_it_was)
    expected = "  src/titanic/mine.py:1  `.tune` is `titanic.analysis.tune` now\n"
    assert expected in call(repo, "update").out


def test_a_level_up_names_no_import(repo: Path) -> None:
    edit(repo, "src/titanic/mine.py", appended("from . import nowhere, tune"))
    assert json.loads(call(repo, "level-up", "--json").out)["strays"] == []
