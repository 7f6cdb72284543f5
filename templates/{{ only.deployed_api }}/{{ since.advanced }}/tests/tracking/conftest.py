"""Real MLflow servers for all tests that keep records: an open one, and one with a login."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

SETTINGS = """[mlflow]
default_permission = READ
database_uri = sqlite:///{folder}/users.db
admin_username = alice
admin_password = {password}
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
"""

# The keys of whoever owns this folder are none of the tests' business.
os.environ["API_KEYS_FILE"] = os.environ["API_KEYS"] = ""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mlflow")) as address:
        yield address


@pytest.fixture(scope="session")
def password():
    """Return alice's; it needs escaping in a URL."""
    return "of-a-test/@:1"


@pytest.fixture(scope="session")
def guarded(tmp_path_factory, password):
    """Return the address of a server that knows nobody but alice."""
    folder = tmp_path_factory.mktemp("guarded")
    file = folder / "users.ini"
    file.write_text(SETTINGS.format(folder=folder.as_posix(), password=password))
    own = {"MLFLOW_AUTH_CONFIG_PATH": str(file), "MLFLOW_FLASK_SERVER_SECRET_KEY": "of a test"}
    with running(folder, "--app-name", "basic-auth", **own) as address:
        yield address


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
