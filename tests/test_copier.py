"""The template works for those who know Copier: no mltrail, no `--trust`."""

import shutil
import subprocess
from pathlib import Path

import copier
import pytest
import yaml
from cells import CELLS, answers, cell_id
from layers import Cell
from pytest_copie.plugin import Copie

from mltrail.rendering import template


def git(at: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=at, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def published(tmp_path: Path, home: Path) -> Path:
    """The template as a Git repo with one tag, as on a server."""
    repo = tmp_path / "published"
    repo.mkdir()
    for name in ("templates", "parts"):
        shutil.copytree(template.root() / name, repo / name)
    for name in ("copier.yml", "catalog.json", ".gitattributes"):
        shutil.copy(template.root() / name, repo)
    git(repo, "init", "--initial-branch=main")
    git(repo, "add", "--all", "--force")
    git(repo, "commit", "--message", "one")
    git(repo, "tag", "v0.1.0")
    return repo


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in files
        if ".git" not in path.relative_to(folder).parts
    }


@pytest.mark.parametrize("cell", [CELLS[0], CELLS[-1]], ids=cell_id)
def test_copier_alone_makes_the_same_files(cell: Cell, copie: Copie, tmp_path: Path) -> None:
    chosen = {**answers(cell), "name": "ship", "author": "Ada"}
    made = copie.copy(extra_answers=chosen)
    assert made.exit_code == 0, made.exception
    assert made.project_dir
    template.render(tmp_path / "ours", chosen)
    ours, theirs = contents(tmp_path / "ours"), contents(made.project_dir)
    del ours[".copier-answers.yml"], theirs[".copier-answers.yml"]  # one has a tag, one a version
    assert ours == theirs


def test_a_repo_from_a_tagged_url_is_updated(published: Path, tmp_path: Path) -> None:
    url, repo = f"git+file://{published}", tmp_path / "ship"
    copier.run_copy(url, repo, data={"project": "titanic"}, defaults=True, quiet=True)
    assert yaml.safe_load((repo / ".copier-answers.yml").read_text())["_commit"] == "v0.1.0"
    git(repo, "init")
    (repo / "notes.md").write_text("mine\n")
    git(repo, "add", "--all")
    git(repo, "commit", "--message", "mine")
    (published / "templates" / "{{ always }}" / "NEWS.md").write_text("new\n")
    git(published, "add", "--all")
    git(published, "commit", "--message", "two")
    git(published, "tag", "v0.2.0")
    copier.run_update(repo, defaults=True, overwrite=True, quiet=True)
    assert (repo / "NEWS.md").read_text() == "new\n"
    assert (repo / "notes.md").read_text() == "mine\n"
    assert yaml.safe_load((repo / ".copier-answers.yml").read_text())["_commit"] == "v0.2.0"


def test_a_local_path_is_not_recorded(tmp_path: Path) -> None:
    template.render(tmp_path / "ship", {})
    recorded = yaml.safe_load((tmp_path / "ship" / ".copier-answers.yml").read_text())
    assert recorded["_src_path"].startswith("https://")
