"""A real MLflow server, for tests that keep records."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager


@contextmanager
def running(folder, *flags, **settings):
    """Run an MLflow server that keeps its records in a folder; give its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"]
    command += ["--artifacts-destination", str(folder / "artifacts"), *flags]
    quiet = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true"} | settings
    quiet["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"  # starts and stops faster
    with subprocess.Popen(command, env=quiet, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(url, process):
    end = time.monotonic() + 600  # a busy machine takes its time
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(url, timeout=60)
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.2)
    raise AssertionError("the server does not answer")
