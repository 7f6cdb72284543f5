"""When one process fails all end, and one sentence says why."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist.scaling import parallel

HERE = str(Path(__file__).parent)
LAUNCH = """
from mnist import errors
from mnist.scaling import parallel
if __name__ == "__main__":
    with errors.reported():
        parallel.launch("waiting", [], processes=2)
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses Unix signals")


def children(of):
    """Return the numbers of the processes that another one started."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [int(row[0]) for row in rows if row[1] == str(of) and "waiting" in row[2]]


def wait_until(happened, patience=600):
    end = time.monotonic() + patience
    while not happened() and time.monotonic() < end:
        time.sleep(0.2)
    assert happened()


def gone(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{number}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("victim", ["one of two", "the launcher"])
def test_when_a_process_is_killed_all_end(victim):
    started = subprocess.Popen(
        [sys.executable, "-c", LAUNCH],
        env=os.environ | {"PYTHONPATH": HERE},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stdout.readline() == "they have met\n"
        workers = children(started.pid)
        assert len(workers) == 2
        os.kill(workers[1] if victim == "one of two" else started.pid, signal.SIGKILL)
        _, complaint = started.communicate(timeout=600)
    finally:
        started.kill()
    wait_until(lambda: all(map(gone, workers)))
    if victim == "one of two":
        assert started.returncode == 1
        assert complaint == "error: Process 2 of 2 was ended by SIGKILL; so all were stopped.\n"


def test_a_mistake_that_all_processes_meet_is_told_once(monkeypatch, capfd):
    monkeypatch.setenv("PYTHONPATH", HERE)
    with pytest.raises(parallel.ParallelError, match="^Both of us have the wrong shoes on.$"):
        parallel.launch("waiting", ["mistaken"], processes=2)
    assert capfd.readouterr() == ("", "")
