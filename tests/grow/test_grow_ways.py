"""The ways a level-up can go: as previewed, undone, in conflict, in a bigger repo, as an update."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from grow import toy
from grow.command import call, everything, git
from grow.growing import World, snapshot
from mltrail import __version__
from mltrail.growth import levelup, switch
from mltrail.growth.levelup import Order
from mltrail.rendering import template

STRANGER = Path("tests/test_train.py")


def edit(repo: Path, path: str, text: str) -> None:
    (repo / path).parent.mkdir(parents=True, exist_ok=True)
    (repo / path).write_text(text, "utf-8")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", f"Edit {path}")


@pytest.fixture
def evolving(worlds: dict[str, World], tmp_path: Path) -> World:
    """A template of its own, to be changed as a later release changes it."""
    world = World("evolving", toy.build(tmp_path / "template"), tmp_path / "renders")
    world.store.mkdir()
    return world


def release(world: World, path: str, old: str, new: str) -> None:
    """Change the template, and forget what was rendered from the older one."""
    file = world.root / "templates" / path
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    shutil.rmtree(world.store)
    world.store.mkdir()


def test_a_dry_run_shows_what_then_happens_and_writes_nothing(toy_repo: Path) -> None:
    edit(toy_repo, "README.md", "# Mine\n")
    hidden = sorted(path for path in (toy_repo / ".git").rglob("*") if path.is_file())
    before = everything(toy_repo)
    planned = json.loads(call(toy_repo, "level-up", "advanced", "--dry-run", "--json").out)
    assert everything(toy_repo) == before
    assert sorted(path for path in (toy_repo / ".git").rglob("*") if path.is_file()) == hidden
    done = json.loads(call(toy_repo, "level-up", "advanced", "--json").out)
    assert planned["changes"] == done["changes"]
    states = {change["path"]: change["state"] for change in done["changes"]}
    assert states["Dockerfile"] == "added"
    assert (states["pyproject.toml"], states["README.md"]) == ("merged", "kept")
    assert (done["level"], done["new_level"]) == ("beginner", "advanced")
    assert (planned["commit"], done["commit"]) == ("", git(toy_repo, "rev-parse", "HEAD"))


def test_a_dry_run_lists_file_by_file(toy_repo: Path) -> None:
    done = call(toy_repo, "level-up", "--dry-run")
    assert done.code == 0
    assert "merged    pyproject.toml\nadded     src/titanic/tune.py\n" in done.out
    assert done.out.endswith("Nothing was written.\n")


def test_the_default_is_the_next_level(toy_repo: Path) -> None:
    for level in toy.LEVELS[1:]:
        assert f"titanic is at level {level}" in call(toy_repo, "level-up").out


def test_success_says_what_was_added_and_what_to_run(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = call(toy_repo, "level-up", "advanced")
    new = ["`tune`", "more, being intermediate", "`serve`", "more, being advanced"]
    assert "\n  ".join(["New:", *new]) + "\n" in done.out
    assert "Now run:\n" in done.out
    assert done.out.index("uv sync") < done.out.index("uv run tune") < done.out.index("run serve")


def test_the_merge_is_an_ordinary_one(toy_repo: Path) -> None:
    head = git(toy_repo, "rev-parse", "HEAD")
    call(toy_repo, "level-up")
    first, render = git(toy_repo, "rev-parse", "HEAD^1", "HEAD^2").split()
    assert first == head
    assert git(toy_repo, "rev-parse", f"{render}^") == head
    assert git(toy_repo, "merge-base", first, render) == head
    assert git(toy_repo, "log", "-1", "--format=%an <%ae>") == "Ada Lovelace <ada@example.com>"
    assert git(toy_repo, "reflog", "-1", "--format=%gs").startswith("mltrail: Level titanic up")


def test_undo_works_as_printed(toy_repo: Path) -> None:
    edit(toy_repo, "mine.txt", "mine\n")
    before = everything(toy_repo)
    done = call(toy_repo, "level-up")
    (toy_repo / "mine.txt").write_text("mine, unfinished\n")
    undo = next(line for line in done.out.splitlines() if line.startswith("Undo: "))
    git(toy_repo, *undo.removeprefix("Undo: git ").split())
    assert (toy_repo / "mine.txt").read_text() == "mine, unfinished\n"
    git(toy_repo, "restore", "mine.txt")
    assert everything(toy_repo) == before


def test_undo_by_revert_works_as_printed_and_the_level_can_come_again(toy_repo: Path) -> None:
    before = snapshot(toy_repo)
    done = call(toy_repo, "level-up", "advanced")
    after = snapshot(toy_repo)
    undo = next(line for line in done.out.splitlines() if line.startswith("Later"))
    edit(toy_repo, "mine.txt", "mine\n")
    git(toy_repo, *undo.partition("git ")[2].split(), "--no-edit")
    assert snapshot(toy_repo) == {**before, "mine.txt": b"mine\n"}
    assert call(toy_repo, "level-up", "advanced").code == 0
    assert snapshot(toy_repo) == {**after, "mine.txt": b"mine\n"}


CONTRADICTION = ("line-length = 100", "line-length = 120")


def conflicting(world: World, folder: Path) -> Path:
    """Make a repo whose owner and whose template changed one line, each in its own way."""
    world.new(folder, "titanic", "intermediate")
    text = (folder / "pyproject.toml").read_text()
    edit(folder, "pyproject.toml", text.replace(CONTRADICTION[0], "line-length = 79"))
    release(world, "{{ always }}/pyproject.toml.jinja", *CONTRADICTION)
    return folder


def test_a_conflict_is_git_s_ordinary_one_and_can_be_resolved(
    evolving: World, tmp_path: Path
) -> None:
    with evolving.inhabited():
        repo = conflicting(evolving, tmp_path / "mine")
        (repo / "untracked.txt").write_text("mine\n")
        done = call(repo, "update")
        assert done.code == 1
        assert "  pyproject.toml\n" in done.out
        assert "git commit --all --no-edit" in done.out
        assert "git merge --abort" in done.out
        assert "delete" not in done.out
        text = (repo / "pyproject.toml").read_text()
        assert "<<<<<<< yours\nline-length = 79\n=======\nline-length = 120\n>>>>>>> new\n" in text
        assert git(repo, "diff", "--name-only", "--diff-filter=U") == "pyproject.toml"
        assert "All conflicts fixed" not in git(repo, "status")
        assert call(repo, "level-up").code == 1  # a merge is in progress
        (repo / "pyproject.toml").write_text(
            text.replace("=======\n", "").replace(">>>>>>> new\n", "")
        )
        git(repo, "commit", "--quiet", "--all", "--no-edit")
        assert git(repo, "status", "--porcelain") == "?? untracked.txt"
        assert len(git(repo, "rev-parse", "HEAD^@").split()) == 2
        assert "Update titanic" in git(repo, "log", "-1", "--format=%s")
        assert "Nothing to do" in call(repo, "update").out
        git(repo, "fsck", "--strict")


def test_a_conflict_can_be_aborted_as_printed(evolving: World, tmp_path: Path) -> None:
    with evolving.inhabited():
        repo = conflicting(evolving, tmp_path / "mine")
        (repo / "untracked.txt").write_text("mine\n")
        before = everything(repo)
        planned = call(repo, "update", "--dry-run")
        assert "conflict  pyproject.toml" in planned.out
        assert everything(repo) == before
        assert call(repo, "update").code == 1
        git(repo, "merge", "--abort")
        assert everything(repo) == before


def test_a_conflict_in_a_subfolder_can_be_aborted(evolving: World, tmp_path: Path) -> None:
    with evolving.inhabited():
        git(tmp_path, "init", "--quiet", "portfolio")
        edit(tmp_path / "portfolio", "README.md", "# All of it\n")
        repo = tmp_path / "portfolio" / "a" / "mine"
        conflicting(evolving, tmp_path / "single")
        git(tmp_path / "portfolio", "fetch", "--quiet", "../single", "HEAD")
        words = ("merge", "--quiet", "--no-commit", "-s", "ours", "--allow-unrelated-histories")
        git(tmp_path / "portfolio", *words, "FETCH_HEAD")
        git(tmp_path / "portfolio", "read-tree", "--prefix=a/mine/", "-u", "FETCH_HEAD")
        git(tmp_path / "portfolio", "commit", "--quiet", "-m", "Add it")
        before = everything(tmp_path / "portfolio")
        assert call(repo / "src", "update").code == 1
        assert git(tmp_path / "portfolio", "diff", "--name-only", "--diff-filter=U") == (
            "a/mine/pyproject.toml"
        )
        git(tmp_path / "portfolio", "merge", "--abort")
        assert everything(tmp_path / "portfolio") == before


def test_an_update_brings_the_newer_template_at_the_same_level(
    evolving: World, tmp_path: Path
) -> None:
    with evolving.inhabited():
        repo = tmp_path / "mine"
        evolving.new(repo, "titanic", "beginner")
        edit(repo, "src/titanic/train.py", (repo / "src/titanic/train.py").read_text() + "# mine\n")
        assert "Nothing to do: at level beginner" in call(repo, "update").out
        layer = "{{ only.titanic }}/{{ since.beginner }}"
        release(evolving, f"{layer}/src/titanic/train.py", "RATE = 0.1", "RATE = 0.2")
        release(evolving, f"{layer}/tests/test_train.py", "_runs", "_runs_through")
        done = call(repo, "update")
        assert done.code == 0
        text = (repo / "src/titanic/train.py").read_text()
        assert "RATE = 0.2" in text
        assert text.endswith("# mine\n")
        assert "test_train_runs_through" in (repo / "tests/test_train.py").read_text()
        assert not (repo / "src/titanic/tune.py").exists()


def test_an_update_keeps_windows_line_ends(evolving: World, tmp_path: Path) -> None:
    with evolving.inhabited():
        repo = tmp_path / "mine"
        evolving.new(repo, "titanic", "beginner")
        module = repo / "src/titanic/train.py"
        module.write_bytes(module.read_bytes().replace(b"\n", b"\r\n") + b"# mine\r\n")
        git(repo, "-c", "core.autocrlf=false", "commit", "--quiet", "--all", "-m", "CRLF")
        layer = "{{ only.titanic }}/{{ since.beginner }}"
        release(evolving, f"{layer}/src/titanic/train.py", "RATE = 0.1", "RATE = 0.2")
        assert call(repo, "update").code == 0
        content = module.read_bytes()
        assert b"RATE = 0.2\r\n" in content
        assert content.endswith(b"# mine\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_an_update_that_removes_a_file_leaves_an_edited_one(
    evolving: World, tmp_path: Path
) -> None:
    with evolving.inhabited():
        repo = tmp_path / "mine"
        evolving.new(repo, "titanic", "beginner")
        edit(repo, "params.yaml", "mine: 1\n")
        shutil.rmtree(evolving.store)
        evolving.store.mkdir()
        (evolving.root / "templates/{{ always }}/params.yaml").unlink()
        (evolving.root / "templates/{{ always }}/notebooks/look.ipynb").unlink()
        states = {
            change["path"]: change["state"]
            for change in json.loads(call(repo, "update", "--json").out)["changes"]
        }
        assert states == {"notebooks/look.ipynb": "removed", "params.yaml": "kept"}
        assert (repo / "params.yaml").read_text() == "mine: 1\n"


def test_a_file_of_the_owner_s_own_stays_and_is_named(toy_repo: Path) -> None:
    edit(toy_repo, "Dockerfile", "FROM mine\n")
    done = call(toy_repo, "level-up", "advanced")
    assert done.code == 0
    assert (toy_repo / "Dockerfile").read_text() == "FROM mine\n"
    command = next(line for line in done.out.splitlines() if line.startswith("Yours stayed"))
    words = command.partition("git ")[2].rstrip("):").split()
    assert git(toy_repo, *words) == "FROM python:3.11\nCOPY . ."


def test_a_readme_of_the_owner_s_own_stays_and_is_named(toy_repo: Path) -> None:
    text = "# Mine\n\nOn a rainy Sunday.\n\n## Learned\n\n- `uv run train`\n"
    edit(toy_repo, "README.md", text)
    planned = call(toy_repo, "level-up", "advanced", "--dry-run")
    assert "kept      README.md" in planned.out
    done = call(toy_repo, "level-up", "advanced")
    assert (toy_repo / "README.md").read_text() == text
    command = next(line for line in done.out.splitlines() if line.startswith("Yours stayed"))
    shown = git(toy_repo, *command.partition("git ")[2].rstrip("):").split())
    assert "## Serving" in shown


def test_a_readme_with_a_place_for_some_says_how_to_see_the_rest(toy_repo: Path) -> None:
    text = (toy_repo / "README.md").read_text()
    start, end = text.index("| command"), text.index("## The idea")
    edit(toy_repo, "README.md", text[:start] + text[end:])
    done = call(toy_repo, "level-up", "advanced")
    grown = (toy_repo / "README.md").read_text()
    assert "## Serving" in grown
    assert "uv run serve" not in grown
    assert "Some that is new has no place in yours (compare: git show" in done.out


def test_a_bigger_repo_is_touched_in_the_project_s_folder_only(
    worlds: dict[str, World], tmp_path: Path
) -> None:
    world = worlds["toy"]
    top = tmp_path / "portfolio"
    with world.inhabited():
        for name in ("one", "t[w]o"):
            world.new(top / "work" / name, "titanic", "beginner")
            shutil.rmtree(top / "work" / name / ".git")
        git(top, "init", "--quiet")
        edit(top, "README.md", "# Mine\n")
        for level in ("intermediate", "advanced"):
            head = git(top, "rev-parse", "HEAD")
            assert call(top / "work" / "t[w]o", "level-up").code == 0
            touched = git(top, "diff", "--name-only", head, "HEAD").splitlines()
            assert touched
            assert all(path.startswith("work/t[w]o/") for path in touched)
            assert git(top, "status", "--porcelain") == ""
            fresh = world.fresh("titanic", level, {"name": "mine", "author": "Ada"})
            assert snapshot(top / "work" / "t[w]o") == fresh
        assert call(top / "work" / "one", "level-up", "advanced").code == 0
        assert snapshot(top / "work" / "one") == snapshot(top / "work" / "t[w]o")
        assert call(top, "level-up").code == 1  # no project there


def test_every_level_is_a_fresh_render_of_it(worlds: dict[str, World], tmp_path: Path) -> None:
    world = worlds["toy"]
    with world.inhabited():
        for project in ("titanic", "my-digits"):
            repo = tmp_path / project
            world.new(repo, project, "beginner")
            for level in toy.LEVELS[1:]:
                levelup.grow(repo, Order(level))
                fresh = world.fresh(project, level, {"name": "mine", "author": "Ada"})
                assert snapshot(repo) == fresh


def test_status_says_where_the_repo_stands(toy_repo: Path) -> None:
    found = call(toy_repo, "status").out
    assert found.startswith("project   titanic\nlevel     beginner\n")
    assert "work      clean\n" in found
    assert "Level intermediate would bring:\n  `tune`\n" in found
    (toy_repo / "README.md").write_text("mine\n")
    status = json.loads(call(toy_repo / "src", "status", "--json").out)
    assert status["changed"] == ["README.md"]
    assert status["version"] == status["newest_version"] == __version__
    assert (status["next_level"], status["verbs"]) == ("intermediate", ["tune"])
    git(toy_repo, "restore", "README.md")
    call(toy_repo, "level-up", "expert")
    assert "This is the highest level" in call(toy_repo, "status").out


def test_only_what_a_level_adds_is_asked(evolving: World, tmp_path: Path) -> None:
    asked: list[dict[str, str]] = []
    with evolving.inhabited(), pytest.MonkeyPatch.context() as inside:
        evolving.new(tmp_path / "mine", "titanic", "beginner")

        def render(folder: Path, answers: dict[str, str], ask: bool = False) -> dict[str, str]:
            asked.append({**answers, "ask": str(ask)})
            return evolving.render(folder, answers)

        inside.setattr(template, "render", render)
        levelup.grow(tmp_path / "mine", Order(ask=True))
    assert asked[-1]["ask"] == "True"
    assert asked[-1].items() >= {"project": "titanic", "name": "mine", "author": "Ada"}.items()
    assert asked[-1]["level"] == "intermediate"


def test_a_sparse_checkout_grows(toy_repo: Path, worlds: dict[str, World]) -> None:
    git(toy_repo, "sparse-checkout", "set", "src")
    assert call(toy_repo, "level-up").code == 0
    assert (toy_repo / "src/titanic/tune.py").is_file()
    assert not (toy_repo / "tests").exists()
    fresh = worlds["toy"].fresh("titanic", "intermediate", {"name": "mine", "author": "Ada"})
    assert git(toy_repo, "ls-files").splitlines() == sorted(fresh)


def test_a_file_changed_meanwhile_is_not_overwritten(
    toy_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = switch.move

    def interrupted(top: Path, step: switch.Move) -> None:
        (top / "README.md").write_text("mine\n")
        move(top, step)

    monkeypatch.setattr(switch, "move", interrupted)
    head = git(toy_repo, "rev-parse", "HEAD")
    done = call(toy_repo, "level-up")
    assert (done.code, git(toy_repo, "rev-parse", "HEAD")) == (1, head)
    assert "A file was changed while the level-up was at work." in done.err
    assert (toy_repo / "README.md").read_text() == "mine\n"
    assert git(toy_repo, "status", "--porcelain") == "M README.md"
    git(toy_repo, "commit", "--quiet", "--all", "-m", "Mine")
    monkeypatch.undo()


def test_ctrl_c_in_the_middle_undoes(toy_repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(top: Path, own: Path) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    before = everything(toy_repo)
    monkeypatch.setattr(switch, "_publish", stop)
    assert call(toy_repo, "level-up", "expert").code == 130
    assert everything(toy_repo) == before
    assert call(toy_repo, "level-up", "expert").code == 0


ODD_SETTINGS = {
    "color.ui": "always",
    "commit.cleanup": "strip",
    "core.commentChar": "M",
    "core.quotePath": "true",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "latin1",
    "log.date": "relative",
    "log.decorate": "full",
    "log.follow": "true",
    "log.showSignature": "true",
    "merge.conflictStyle": "diff3",
    "status.relativePaths": "true",
    "status.short": "true",
}


def sign_with_ssh(repo: Path, folder: Path) -> None:
    """Sign the repo's only commit, as Git does by itself for those who told it to."""
    key = folder / "key"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(words, check=True)
    (folder / "allowed").write_text(f"ada@example.com {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingkey": str(key.with_suffix(".pub")),
        "gpg.ssh.allowedSignersFile": str(folder / "allowed"),
    }.items():
        git(repo, "config", name, value)
    git(repo, "commit", "--quiet", "--amend", "--no-edit", "--gpg-sign")


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="nothing to sign with")
def test_settings_that_change_what_git_prints_change_nothing_here(
    toy_repo: Path, tmp_path: Path
) -> None:
    sign_with_ssh(toy_repo, tmp_path)
    for name, value in ODD_SETTINGS.items():
        git(toy_repo, "config", name, value)
    for level in toy.LEVELS[1:]:
        done = call(toy_repo, "level-up", level)
        assert done.code == 0, done.err
    assert call(toy_repo, "status").code == 0
