"""What the tests of growing share: the templates, and a home in which Git knows the owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grow import toy
from grow.growing import World
from mltrail.rendering import template

GITCONFIG = """
[user]
    name = Ada Lovelace
    email = ada@example.com
[init]
    defaultBranch = main
[advice]
    detachedHead = false
"""


@pytest.fixture(scope="package")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for all tests of growing."""
    folder = tmp_path_factory.mktemp("home")
    (folder / ".gitconfig").write_text(GITCONFIG, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.delenv("XDG_CONFIG_HOME", raising=False)
        yield folder


@pytest.fixture(scope="package")
def worlds(tmp_path_factory: pytest.TempPathFactory, settled: Path) -> dict[str, World]:
    """The real template, and a small one with every level."""
    folder = tmp_path_factory.mktemp("worlds")
    roots = {"real": template.root(), "toy": toy.build(folder / "toy")}
    worlds = {name: World(name, root, folder / f"{name}-renders") for name, root in roots.items()}
    for world in worlds.values():
        world.store.mkdir()
    return worlds


@pytest.fixture
def toy_repo(worlds: dict[str, World], tmp_path: Path) -> Iterator[Path]:
    """A beginner's repo of the small template, which mltrail renders as long as the test runs."""
    with worlds["toy"].inhabited():
        worlds["toy"].new(tmp_path / "mine", "titanic", "beginner")
        yield tmp_path / "mine"
