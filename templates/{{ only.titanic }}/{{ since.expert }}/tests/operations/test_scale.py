"""A search on Ray survives being killed, and goes on where it was, on another cluster too."""

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace

import pytest

from titanic import data, params
from titanic.operations import scale

PYTHON = scale.ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses Unix signals")


@pytest.fixture(scope="module")
def python():
    """Return the Python that has Ray; `uv run scale` makes the same environment."""
    if scale.find_spec("ray"):
        return sys.executable
    if not (PYTHON / "python").exists():
        assert scale.elsewhere(["--help"]) == 0
    return str(PYTHON / "python")


@pytest.fixture
def cluster(python, tmp_path):
    """Start a cluster in processes of its own; return its address and what it takes to get in."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    # Ray puts sockets below this folder, and their paths must stay short.
    folder = f"/tmp/ray-{port}"
    start = f"-m ray.scripts.scripts start --head --block --port {port} --num-cpus 1"
    own = f"--include-dashboard=false --temp-dir {folder} --object-store-memory 100000000"
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex()}
    quiet = os.environ | token | {"RAY_USAGE_STATS_ENABLED": "0"}
    log = (tmp_path / "head.log").open("w")
    with subprocess.Popen([python, *start.split(), *own.split()], env=quiet, stdout=log) as head:
        try:
            while head.poll() is None and not listens(port):
                time.sleep(0.3)
            yield f"127.0.0.1:{port}", os.environ | token
        finally:
            head.terminate()
    log.close()
    shutil.rmtree(folder, ignore_errors=True)


def listens(port):
    """Say whether somebody answers at a port of this computer."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return False
    return True


def finished(database):
    """Count the trials in a study that another process is writing, without touching it."""
    ended = "SELECT count(*) FROM trials WHERE state IN ('COMPLETE', 'PRUNED', 'FAIL')"
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as file:
            return file.execute(ended).fetchone()[0]
    except sqlite3.OperationalError:  # the file or its tables are not there yet
        return 0


def test_a_search_that_is_killed_goes_on_at_the_cluster_of_an_address(
    python, cluster, tmp_path, settings
):
    database = tmp_path / "study.db"
    places = ["--params", settings, "--database", database, "--reports", tmp_path]
    command = [python, "-m", scale.__name__, "--cpus", "1", *map(str, places)]
    command += ["--timeout", "3600"]  # the trials end it, not how long Ray takes to start
    for _ in range(10):  # on a very busy machine Ray gives up starting: then again
        with subprocess.Popen([*command, "--trials", "500"], start_new_session=True) as first:
            while finished(database) < 3 and first.poll() is None:
                time.sleep(0.3)
            if first.poll() is None:
                os.killpg(first.pid, signal.SIGKILL)
                break
    kept = finished(database)
    assert kept >= 3

    address, own = cluster
    again = [*command, "--trials", str(kept + 2), "--address", address]
    second = subprocess.run(again, env=own, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    assert f"processors: 1; trials so far: {kept}" in second.stdout
    assert finished(database) == kept + 2
    assert params.load(settings).model == "logistic_regression"
    assert (tmp_path / "tuning_history.png").exists()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense"])
def test_a_cluster_that_is_not_there_is_explained(address):
    with pytest.raises(scale.ScaleError, match=address), scale.cluster(address, 2):
        pass


def test_a_ray_that_does_not_start_is_explained(monkeypatch):
    def init(**_):
        raise Exception("The current node timed out during startup. This could happen ...")

    monkeypatch.setitem(sys.modules, "ray", SimpleNamespace(init=init))
    said = r"did not start.*timed out.*Try again"
    with pytest.raises(scale.ScaleError, match=said), scale.cluster(None, 2):
        pass


def test_without_ray_and_uv_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(scale.ScaleError, match=r"\[scaling\]"):
        scale.elsewhere([])


def test_ray_stays_out_of_the_environment_whose_commands_it_would_overwrite():
    text = (data.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "ray" not in text.partition("[dependency-groups]")[2].partition("\n[")[0]
