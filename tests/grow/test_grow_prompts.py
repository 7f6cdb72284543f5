"""On a real terminal a level-up asks what the new level adds, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

DOWN, ENTER, CTRL_C = "\x1b[B", "\r", "\x03"


@pytest.fixture
def terminal(work: Path) -> pexpect.spawn[str]:
    """`mltrail level-up` in a beginner's repo, at its first question."""
    words = ["-m", "mltrail", "new", "ship", "--project", "titanic", "--level", "beginner"]
    subprocess.run([sys.executable, *words], cwd=work, check=True, capture_output=True)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "mltrail", "level-up"],
        cwd=str(work / "ship"),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=120,
    )
    child.expect("Booster")
    return child


def test_the_answer_is_used_and_recorded(terminal: pexpect.spawn[str], work: Path) -> None:
    assert "Level" not in (terminal.before or "")
    assert "Name" not in (terminal.before or "")
    terminal.send(DOWN + ENTER)
    terminal.expect("Now run:")
    terminal.expect(pexpect.EOF)
    assert "booster: lightgbm\n" in (work / "ship" / ".copier-answers.yml").read_text()
    assert "lightgbm" in (work / "ship" / "pyproject.toml").read_text()


def test_ctrl_c_changes_nothing(terminal: pexpect.spawn[str], work: Path) -> None:
    terminal.send(CTRL_C)
    terminal.expect("nothing was written")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    status = ["git", "log", "--all", "--oneline"]
    done = subprocess.run(status, cwd=work / "ship", capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("flags", [["--defaults"], ["--booster", "lightgbm"]])
def test_nothing_is_asked_without_a_terminal(work: Path, flags: list[str]) -> None:
    words = ["-m", "mltrail", "new", "ship", "--project", "titanic", "--level", "beginner"]
    subprocess.run([sys.executable, *words], cwd=work, check=True, capture_output=True)
    subprocess.run(
        [sys.executable, "-m", "mltrail", "level-up", *flags],
        cwd=work / "ship",
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    expected = flags[-1] if "--booster" in flags else "xgboost"
    assert f"booster: {expected}\n" in (work / "ship" / ".copier-answers.yml").read_text()
