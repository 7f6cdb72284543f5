"""The way of those who know Copier: `copier update -d level=...` on a repo made from a URL."""

import gc
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import yaml

from grow import toy
from grow.command import call, git
from grow.growing import World, snapshot
from mltrail import __version__
from mltrail.errors import UsageError
from mltrail.rendering import template

ANSWERS = ".copier-answers.yml"


def copier(at: Path, *words: str) -> None:
    command = [sys.executable, "-m", "copier", *words, "--defaults", "--quiet"]
    done = subprocess.run(command, cwd=at, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def published(worlds: dict[str, World], tmp_path: Path) -> str:
    """The small template as a Git repo with one tag, as on a server."""
    repo = toy.build(tmp_path / "published")
    git(repo, "init", "--quiet")
    git(repo, "add", "--all", "--force")
    git(repo, "commit", "--quiet", "-m", "one")
    git(repo, "tag", f"v{__version__}")
    return f"git+file://{repo}"


@pytest.fixture
def vanilla(published: str, tmp_path: Path) -> Path:
    """A beginner's repo that Copier made, with an edit of its owner's."""
    copier(tmp_path, "copy", published, "mine", "-d", "project=titanic", "-d", "author=Ada")
    repo = tmp_path / "mine"
    git(repo, "init", "--quiet")
    (repo / "README.md").write_text((repo / "README.md").read_text() + "\nMine.\n")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "Mine")
    return repo


def whole(repo: Path, world: World, level: str) -> None:
    """Hold a repo against what its level renders to, save for answers and README."""
    with world.inhabited():
        fresh = world.fresh("titanic", level, {"name": "titanic", "author": "Ada"})
    found = snapshot(repo)
    assert found[ANSWERS] != fresh[ANSWERS]  # Copier records where the template came from
    assert found.pop("README.md").endswith(b"\nMine.\n")
    del found[ANSWERS], fresh[ANSWERS], fresh["README.md"]
    assert found == fresh


def test_copier_update_takes_a_repo_up(vanilla: Path, worlds: dict[str, World]) -> None:
    for level in toy.LEVELS[1:]:
        copier(vanilla, "update", "-d", f"level={level}", "--vcs-ref", f"v{__version__}")
        git(vanilla, "add", "--all")
        git(vanilla, "commit", "--quiet", "-m", level)
        whole(vanilla, worlds["toy"], level)


def test_mltrail_takes_up_a_repo_that_copier_made(vanilla: Path, worlds: dict[str, World]) -> None:
    with worlds["toy"].inhabited():
        assert call(vanilla, "level-up").code == 0
    whole(vanilla, worlds["toy"], "intermediate")


def test_copier_goes_on_where_mltrail_was(
    vanilla: Path, worlds: dict[str, World], published: str
) -> None:
    with worlds["toy"].inhabited():
        assert call(vanilla, "level-up").code == 0
    assert yaml.safe_load((vanilla / ANSWERS).read_text())["_src_path"] == published
    copier(vanilla, "update", "-d", "level=advanced", "--vcs-ref", f"v{__version__}")
    git(vanilla, "add", "--all")
    git(vanilla, "commit", "--quiet", "-m", "advanced")
    whole(vanilla, worlds["toy"], "advanced")
    with worlds["toy"].inhabited():
        assert call(vanilla, "level-up").code == 0
    whole(vanilla, worlds["toy"], "expert")


def test_a_render_that_stops_in_the_middle_leaves_no_folder_open(tmp_path: Path) -> None:
    root = toy.build(tmp_path / "template")
    for name in ("{{ misspelt }}", "{{ misspelt_too }}"):
        (root / "templates" / name).mkdir()
    leaks = list[object]()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        patch.setattr(sys, "unraisablehook", leaks.append)
        patch.setattr(template, "root", lambda: root)
        with pytest.raises(UsageError, match="misspelt"):
            template.render(tmp_path / "repo", {"project": "titanic", "level": "beginner"})
        gc.collect()
    assert leaks == []
