"""The answers file in other styles of YAML than ours: understood, or refused in a sentence."""

from pathlib import Path

import pytest
import yaml

import mltrail
from grow.command import call, everything, git

ANSWERS = ".copier-answers.yml"
V = f"v{mltrail.__version__}"
KNOWN = f"_commit: {V}\nauthor: Ada\n"

STYLES = {
    "quoted keys": f"\"level\": 'beginner'\n'project': \"titanic\"\nname: 'mine'\n{KNOWN}",
    "braces": f'{{"project": titanic, level: beginner, name: mine, author: Ada, _commit: {V}}}',
    "braces on lines": (
        f"{{\n  project: titanic,\n  level: beginner, # mine\n  name: x, author: Ada,\n"
        f"  _commit: {V},\n}}\n"
    ),
    "numbers": f"level: beginner\nproject: titanic\nname: 007\nmade: 2026-01-02\n{KNOWN}",
    "an anchor": f"level: beginner\nproject: &p titanic\nname: *p\n{KNOWN}",
    "Windows": f"level: beginner\nproject: titanic\nname: mine\n{KNOWN}".replace("\n", "\r\n"),
    "a mark of the byte order": f"\ufefflevel: beginner\nproject: titanic\nname: mine\n{KNOWN}",
    "a document": f"---\nlevel: beginner\nproject: titanic\nname: mine\n{KNOWN}...\n",
    "a long text": f"{KNOWN}level: beginner\nproject: titanic\nname: mine\nnote: |\n  a\n  b\n",
    "a list of the owner's": f"{KNOWN}level: beginner\nproject: titanic\nname: mine\nwho: [a, b]\n",
    "no end of the last line": f"{KNOWN}project: titanic\nname: mine\nlevel: beginner",
    "an indent": (
        f"  level: beginner\n  project: titanic\n  name: mine\n  author: Ada\n  _commit: {V}\n"
    ),
    "nothing": f"level: beginner\nproject: titanic\nname: mine\nauthor:\n_commit: {V}\n",
}


def save(repo: Path, text: str) -> None:
    (repo / ANSWERS).write_bytes(text.encode())
    git(repo, "-c", "core.autocrlf=false", "commit", "--quiet", "--all", "-m", "Answers")


@pytest.mark.parametrize("style", STYLES)
def test_another_style_is_understood_and_stays(style: str, toy_repo: Path) -> None:
    save(toy_repo, STYLES[style])
    for level in ("intermediate", "advanced"):
        done = call(toy_repo, "level-up", level, "--framework", "keras")
        assert done.code == 0, done.err
    text = (toy_repo / ANSWERS).read_bytes().decode()
    was, now = yaml.safe_load(STYLES[style]), yaml.safe_load(text)
    assert now == {**was, "level": "advanced", "framework": "keras"}
    assert text.count("\r\n") == (text.count("\n") if style == "Windows" else 0)
    assert git(toy_repo, "status", "--porcelain") == ""


REFUSED = {
    "a list": (f"level: [beginner]\nproject: titanic\n{KNOWN}", "`level` in `", "is a list"),
    "a mapping": (f"level: beginner\nproject: {{a: b}}\n{KNOWN}", "`project` in `", "one value"),
    "a tab": (f"level:\tbeginner\nproject:\n\t- titanic\n{KNOWN}", "is damaged", "not valid YAML"),
    "a list of all": ("- level\n- project\n", "names no project and level", ""),
    "two documents": (f"level: beginner\nproject: titanic\n---\n{KNOWN}", "is damaged", ""),
    "an anchor of the level": (
        f"level: &l beginner\nproject: titanic\nname: *l\n{KNOWN}",
        "`level` cannot be changed in",
        "without anchors",
    ),
    "no text": ("\0\1", "is damaged", ""),
}


@pytest.mark.parametrize("style", REFUSED)
def test_what_cannot_be_understood_is_refused(style: str, toy_repo: Path) -> None:
    text, *said = REFUSED[style]
    save(toy_repo, text)
    before = everything(toy_repo)
    done = call(toy_repo, "level-up")
    assert done.code == 1
    assert done.err.startswith("error: `")
    assert all(part in done.err for part in said), done.err
    assert everything(toy_repo) == before
