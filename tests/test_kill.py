"""A kill at any moment leaves the destination absent or complete."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = 50


@pytest.fixture
def command(work: Path) -> list[str]:
    words = ["new", "ship", "--project", "titanic", "--level", "beginner"]
    return [sys.executable, "-m", "mltrail", *words]


def start(command: list[str], at: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=at, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tree(repo: Path) -> str:
    words = ["git", "rev-parse", "HEAD^{tree}"]
    return subprocess.run(words, cwd=repo, capture_output=True, text=True, check=True).stdout


def test_a_killed_run_leaves_all_or_nothing(command: list[str], work: Path) -> None:
    begun = time.monotonic()
    assert start(command, work).wait() == 0
    whole = time.monotonic() - begun
    expected = tree(work / "ship")
    (work / "ship").rename(work.parent / "whole")
    moments = random.Random(0)
    complete = 0
    for _ in range(KILLS):
        run = start(command, work)
        # Most of a run is imports; the last half is where files are written.
        time.sleep(moments.uniform(0.4 * whole, 1.1 * whole))
        run.kill()
        run.wait()
        if (work / "ship").exists():
            assert tree(work / "ship") == expected
            complete += 1
            (work / "ship").rename(work.parent / f"complete-{complete}")
            whole *= 0.9  # the first run was slower than this one: kill earlier
    assert complete < KILLS  # else no kill came in time to mean anything
    assert start(command, work).wait() == 0
    assert tree(work / "ship") == expected
    assert os.listdir(work) == ["ship"]
