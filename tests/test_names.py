"""Any name and author is refused with a reason, or gives a repo whose files can be read."""

import tempfile
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mltrail.errors import UsageError
from mltrail.rendering import template

HOSTILE = ["../x", "$(rm -rf .)", "{{ 7 * 7 }}", "{% raw %}", "-rf", "CON", "com1.txt", "a" * 300]
HOSTILE += ['a"b', "a'b", "a\\b", "a b", "Ünï çødé", "名前", "😀", "a\x00b", "a\nb", "", ".", "a."]

text = st.text(max_size=40) | st.sampled_from(HOSTILE)


def rendered(folder: Path, **answers: str) -> dict[str, str] | None:
    """Render into a folder; None where the answers are refused, with a reason."""
    answers = {"project": "titanic", "level": "beginner", **answers}
    try:
        return template.render(folder, answers)
    except UsageError as refusal:
        reason = refusal.message
    assert reason
    assert not folder.exists() or not any(folder.iterdir())
    return None


@settings(deadline=None, max_examples=60)
@given(name=text, author=text)
@example(name="ship", author='Grace "Amazing" Hopper \\o/ {{ 7 * 7 }} 😀')
@example(name="Мой Титаник", author="O'Brien: #1")
def test_the_files_hold_what_was_answered(name: str, author: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Path(folder) / "repo"
        if rendered(repo, name=name, author=author) is None:
            return
        project = tomllib.loads((repo / "pyproject.toml").read_text("utf-8"))["project"]
        answers = yaml.safe_load((repo / ".copier-answers.yml").read_text("utf-8"))
        assert [person["name"] for person in project.get("authors", [])] == (
            [author] * bool(author)
        )
        assert (answers["name"], answers["author"]) == (name, author)
        assert (repo / "README.md").read_text("utf-8").splitlines()[0] == f"# {name}"


@pytest.mark.parametrize("name", ["ship", "My Ship 2", "titanic.v2", "Ünï_çødé", "名前"])
def test_ordinary_names_are_accepted(name: str, tmp_path: Path) -> None:
    assert rendered(tmp_path / "repo", name=name)


@pytest.mark.parametrize(
    "name",
    ["../x", "$(ls)", "{{ 1 }}", "-rf", "CON", "aux.txt", "COM¹", "a" * 81, "a/b", "a\n", ""],
)
def test_names_that_harm_are_refused(name: str, tmp_path: Path) -> None:
    assert rendered(tmp_path / "repo", name=name) is None


def test_equal_answers_give_equal_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        rendered(tmp_path / folder, name="ship", author="Ada")
    left, right = (
        {
            p.relative_to(tmp_path / f): p.read_bytes()
            for p in (tmp_path / f).rglob("*")
            if p.is_file()
        }
        for f in ("a", "b")
    )
    assert left == right
