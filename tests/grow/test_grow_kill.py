"""Killed at any moment, a level-up leaves the repo as before or done."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from grow.command import call, everything, git, program
from grow.growing import World
from mltrail.growth import switch

KILLS = 25  # of each sort

# Stands in for Git on the PATH: counts the calls, and at a given one kills all who take part.
SHIM = """\
#!/bin/sh
count=$(($(cat "$COUNTER") + 1))
echo $count > "$COUNTER"
if [ "$count" = "$FATAL" ] && [ "$WHEN" = before ]; then kill -9 -$PGID; fi
"{git}" "$@"
code=$?
if [ "$count" = "$FATAL" ] && [ "$WHEN" = after ]; then kill -9 -$PGID; fi
if [ "$count" = "$FATAL" ] && [ "$WHEN" = orphaned ]; then kill -9 $PPID; fi
exit $code
"""


def started(command: list[str], at: Path, **more: str) -> "subprocess.Popen[bytes]":
    """Start a program in a group of its own, so that it can be killed with all it started."""
    return subprocess.Popen(
        command,
        cwd=at,
        env={**os.environ, **more},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Victim:
    """A repo with edits, the command that grows it, and what it is before and after."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.repo = folder / "mine"
        with world.inhabited():
            world.new(self.repo, "titanic", "beginner")
            (self.repo / "README.md").write_text("# Mine\n")
            (self.repo / "mine.txt").write_text("mine\n")
            git(self.repo, "add", "--all")
            git(self.repo, "commit", "--quiet", "-m", "Mine")
            (self.repo / "scratch.txt").write_text("mine\n")
            self.head = git(self.repo, "rev-parse", "HEAD")
            self.before = self.look()
            assert call(self.repo, "level-up", "expert").code == 0
            self.after = self.look()
        self.back()
        self.command = program(world.root, "level-up", "expert")
        self.status = program(world.root, "status")

    def look(self) -> dict[str, bytes | str]:
        found = everything(self.repo)
        del found["refs"]  # the commits of every run have a time of their own
        return found | {"tree": git(self.repo, "rev-parse", "HEAD^{tree}")}

    def back(self) -> None:
        git(self.repo, "reset", "--quiet", "--keep", self.head)

    def start(self) -> "subprocess.Popen[bytes]":
        return started(self.command, self.repo)

    def examine(self) -> str:
        """Let the next command look, and say whether the repo is as before or done."""
        with self.world.inhabited():
            done, end = call(self.repo, "status"), time.monotonic() + 600
            while "Another mltrail is at work" in done.err and time.monotonic() < end:
                time.sleep(0.1)  # a Git that outlived the kill still holds the lock
                done = call(self.repo, "status")
            assert done.code == 0, done.err
        assert not switch.pending(self.repo)
        found = self.look()
        assert found in (self.before, self.after)
        checked = subprocess.run(
            ["git", "fsck", "--strict"], cwd=self.repo, capture_output=True, encoding="utf-8"
        )
        assert checked.returncode == 0, checked.stderr
        complaints = [line for line in checked.stdout.splitlines() if "dangling" not in line]
        assert complaints == []
        assert not (self.repo / ".git" / "index.lock").exists()
        state = "before" if found == self.before else "after"
        self.back()
        return state


@pytest.fixture(scope="module")
def victim(worlds: dict[str, World], tmp_path_factory: pytest.TempPathFactory) -> Victim:
    return Victim(worlds["toy"], tmp_path_factory.mktemp("victim"))


@pytest.fixture
def shim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = subprocess.run(["which", "git"], capture_output=True, encoding="utf-8", check=True)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "git"
    program.write_text(SHIM.replace("{git}", found.stdout.strip()))
    program.chmod(0o755)
    return tmp_path / "bin"


def test_killed_at_random_moments(victim: Victim) -> None:
    begun = time.monotonic()
    assert victim.start().wait() == 0
    whole = time.monotonic() - begun
    victim.back()
    moments = random.Random(0)
    states = []
    for _ in range(KILLS):
        run = victim.start()
        time.sleep(moments.uniform(0.4 * whole, 1.05 * whole))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        states.append(victim.examine())
        if states[-1] == "after":
            whole *= 0.9  # the first run was slower than this one: kill earlier
    assert "before" in states


@pytest.mark.parametrize("when", ["before", "after", "orphaned"])
def test_killed_at_a_call_of_git(victim: Victim, shim: Path, tmp_path: Path, when: str) -> None:
    counter = tmp_path / "counter"

    def run(fatal: int) -> int:
        counter.write_text("0")
        path = f"{shim}{os.pathsep}{os.environ['PATH']}"
        words = {"PATH": path, "COUNTER": str(counter), "FATAL": str(fatal), "WHEN": when}
        script = 'export PGID=$$; exec "$@"'
        command = ["sh", "-c", script, "sh", *victim.command]
        return started(command, victim.repo, **words).wait()

    assert run(0) == 0
    calls = int(counter.read_text())
    victim.back()
    # The work tree is touched in the last calls; the ones before only read or store objects.
    for fatal in range(calls - KILLS // 3, calls + 1):
        assert run(fatal) != 0
        victim.examine()


def test_an_edit_made_after_a_kill_is_not_undone(victim: Victim) -> None:
    target = _interrupted(victim)
    (victim.repo / "pyproject.toml").write_text("# Mine, newer\n")
    done = subprocess.run(victim.status, cwd=victim.repo, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "`pyproject.toml` has changed since" in done.stderr
    assert (victim.repo / "pyproject.toml").read_text() == "# Mine, newer\n"
    git(victim.repo, "restore", "--staged", "--worktree", "--source=HEAD", "--", "pyproject.toml")
    assert victim.examine() == "before"
    assert target


def test_a_half_written_file_is_undone(victim: Victim) -> None:
    _interrupted(victim)
    added = victim.repo / "src" / "titanic" / "serve.py"
    added.write_bytes(added.read_bytes()[:20])
    assert victim.examine() == "before"


def test_a_dry_run_after_a_kill_says_what_to_do(victim: Victim) -> None:
    _interrupted(victim)
    words = [*victim.command, "--dry-run"]
    done = subprocess.run(words, cwd=victim.repo, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "`mltrail status` puts it right." in done.stderr
    assert victim.examine() == "before"


def test_the_next_level_up_undoes_and_goes_on(victim: Victim) -> None:
    _interrupted(victim)
    assert victim.start().wait() == 0
    assert victim.examine() == "after"


def _interrupted(victim: Victim) -> str:
    """Leave what a run leaves that is killed with all files written and HEAD not moved."""
    assert victim.start().wait() == 0
    target = git(victim.repo, "rev-parse", "HEAD")
    git(victim.repo, "reset", "--quiet", "--soft", victim.head)
    git(victim.repo, "update-ref", switch._PENDING, target)
    return target
