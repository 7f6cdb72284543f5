"""The licence is the learner's choice: a file that says so, the same on every day."""

from pathlib import Path

import pytest
from grow.command import call

from mltrail.growth import renders
from mltrail.rendering import template

ADVANCED = {"project": "recommender", "level": "advanced", "name": "ship"}


def licence(folder: Path, **answers: str) -> str:
    template.render(folder / "ship", ADVANCED | answers)
    file = folder / "ship" / "LICENSE"
    return file.read_text("utf-8") if file.exists() else ""


def test_the_default_is_mit_in_the_authors_name(tmp_path: Path) -> None:
    text = licence(tmp_path, author="Ada Lovelace")
    assert text.startswith("MIT License\n\nCopyright (c) Ada Lovelace\n\nPermission is hereby")
    assert text.endswith("SOFTWARE.\n")


def test_without_an_author_it_names_the_repo(tmp_path: Path) -> None:
    assert "\nCopyright (c) the authors of ship\n" in licence(tmp_path)


@pytest.mark.parametrize("author", ["{{ 7 * 7 }}", "</a>`$(id)`", "  Ada  ", "\u05d0\u202e\u0130"])
def test_a_name_stands_there_as_it_is(tmp_path: Path, author: str) -> None:
    assert f"\nCopyright (c) {author.strip()}\n" in licence(tmp_path, author=author)


def test_no_licence_is_a_choice(tmp_path: Path) -> None:
    assert licence(tmp_path, license="none") == ""
    readme = (tmp_path / "ship" / "README.md").read_text("utf-8")
    assert "](LICENSE)" not in readme


@pytest.fixture
def older(work: Path) -> Path:
    """A repo from before there was the question."""
    repo = work / "ship"
    template.render(repo, ADVANCED | {"license": "none"})
    answers = repo / template.ANSWERS_FILE
    answers.write_text(answers.read_text("utf-8").replace("license: none\n", ""), "utf-8")
    renders.first_commit(repo, ADVANCED["project"], ADVANCED["level"], "")
    return repo


@pytest.mark.parametrize("words", [["update"], ["level-up"]])
def test_an_older_repo_gets_no_licence_that_its_owner_did_not_choose(
    older: Path, words: list[str]
) -> None:
    done = call(older, *words)
    assert done.code == 0, done.err
    assert not (older / "LICENSE").exists()


def test_the_owner_of_an_older_repo_can_choose_one(older: Path) -> None:
    done = call(older, "level-up", "--license", "mit")
    assert done.code == 0, done.err
    assert (older / "LICENSE").exists()


def test_what_was_chosen_stays(work: Path) -> None:
    new = ["new", "ship", "--project", "recommender", "--level", "intermediate"]
    assert call(work, *new).code == 0
    assert call(work / "ship", "level-up", "--license", "none").code == 0
    assert call(work / "ship", "level-up").code == 0
    assert not (work / "ship" / "LICENSE").exists()
