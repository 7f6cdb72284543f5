"""An owner who runs a formatter over `pyproject.toml` once has no conflict, and keeps its form."""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from grow.command import git
from grow.growing import World
from grow.steps import REAL, Step
from mltrail.growth import levelup
from mltrail.growth.levelup import Order
from mltrail.growth.weaving import settings

BIN = Path(sys.executable).parent
FORMATTERS = {"pyproject-fmt": [], "taplo": ["fmt"]}


def formatted(file: Path, formatter: str) -> str:
    """Let a formatter with its defaults rewrite a file; return what it holds then."""
    words = [str(BIN / formatter), *FORMATTERS[formatter], str(file)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr  # 1: it changed something
    return file.read_text("utf-8")


@pytest.mark.parametrize("step", REAL, ids="-".join)
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_formatted_file_grows(
    formatter: str, step: Step, worlds: dict[str, World], tmp_path: Path
) -> None:
    world, project, level, above = worlds[step[0]], *step[1:]
    file = tmp_path / "mine" / "pyproject.toml"
    with world.inhabited():
        world.new(file.parent, project, level)
        before = formatted(file, formatter)
        git(file.parent, "commit", "--quiet", "--all", "--allow-empty", "-m", "Format")
        growth = levelup.grow(file.parent, Order(above))
        fresh = world.fresh(project, above, {"name": "mine", "author": "Ada"})
    assert growth.conflicts == []
    after = file.read_text("utf-8")
    lost = Counter(before.splitlines()) - Counter(after.splitlines())
    assert all("[" in line for line in lost), lost  # but for a list on one line that grew
    (tmp_path / "fresh.toml").write_bytes(fresh["pyproject.toml"])
    there, expected = (
        tomllib.loads(formatted(path, formatter)) for path in (file, tmp_path / "fresh.toml")
    )
    assert settings.same(there, expected)
