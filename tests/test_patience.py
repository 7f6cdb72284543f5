"""No test depends on how quick the machine is: what happens elsewhere gets minutes to happen."""

import re
from pathlib import Path

import pytest

from mltrail.rendering import template

LEAST = 60  # seconds; a busy machine has taken 40 to start a process that loads a big library
WAITS = re.compile(
    r'(?:\btimeout=|PATIENCE = |patience: float = |"--timeout", "|monotonic\(\) \+ )([\d.]+)'
)


def impatient(folder: Path) -> list[str]:
    """Find the waits in tests that end too soon, as `file: code`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        if "tests" not in path.relative_to(folder.parent).parts:
            continue
        for wait in WAITS.finditer(path.read_text("utf-8")):
            if float(wait[1]) < LEAST:
                found.append(f"{path.relative_to(folder)}: {wait[0]}")
    return found


@pytest.mark.parametrize("folder", [template.root() / "templates", Path(__file__).parent])
def test_what_tests_wait_for_has_time_on_a_busy_machine(folder: Path) -> None:
    assert impatient(folder) == []


def test_a_wait_that_ends_too_soon_is_noticed(tmp_path: Path) -> None:
    tests, word = tmp_path / "tests", "timeout="
    tests.mkdir()
    (tests / "test_toy.py").write_text(f"server.wait({word}30)\n", "utf-8")
    assert impatient(tests) == [f"test_toy.py: {word}30"]
