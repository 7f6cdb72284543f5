"""The questions on a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

DOWN, ENTER, CTRL_C = "\x1b[B", "\r", "\x03"


@pytest.fixture
def terminal(work: Path) -> pexpect.spawn[str]:
    """`mltrail new` at its first question, on a terminal of 80 columns."""
    words = ["-m", "mltrail", "new"]
    child = pexpect.spawn(
        sys.executable, words, cwd=str(work), dimensions=(24, 80), encoding="utf-8", timeout=120
    )
    child.expect("Level")
    return child


def test_enter_takes_every_default(terminal: pexpect.spawn[str], work: Path) -> None:
    terminal.expect("train a first model")
    terminal.send(ENTER)
    terminal.expect("Project")
    terminal.expect("Who survives")
    terminal.send(ENTER)
    terminal.expect("Name")
    terminal.send(ENTER)
    terminal.expect("Now run:")
    terminal.expect(pexpect.EOF)
    assert (work / "titanic" / "README.md").is_file()


def test_a_bad_name_is_asked_again(terminal: pexpect.spawn[str], work: Path) -> None:
    terminal.send(ENTER)
    terminal.expect("Project")
    terminal.send(ENTER)
    terminal.expect("Name")
    terminal.send("\x15a/b" + ENTER)  # Ctrl-U clears the line
    terminal.expect("A name is made of")
    terminal.send("\x15boat" + ENTER)
    terminal.expect("Now run:")
    terminal.expect(pexpect.EOF)
    assert (work / "boat" / "README.md").is_file()


def test_ctrl_c_leaves_nothing(terminal: pexpect.spawn[str], work: Path) -> None:
    terminal.send(ENTER)
    terminal.expect("Project")
    terminal.send(CTRL_C)
    terminal.expect("nothing was written")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert list(work.iterdir()) == []


def test_a_project_given_beforehand_offers_its_own_levels_alone(work: Path) -> None:
    words = ["-m", "mltrail", "new", "--project", "foundations"]
    child = pexpect.spawn(
        sys.executable, words, cwd=str(work), dimensions=(24, 80), encoding="utf-8", timeout=120
    )
    child.expect("Level")
    child.expect("train a first model")
    child.send(ENTER)
    child.expect("Name")
    assert "compare, tune" not in str(child.before)
    child.send(ENTER)
    child.expect("Now run:")
    child.expect(pexpect.EOF)
    assert (work / "foundations" / "EXERCISES.md").is_file()
