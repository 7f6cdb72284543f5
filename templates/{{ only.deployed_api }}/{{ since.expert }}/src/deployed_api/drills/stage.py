"""Real servers for drills: the service and an MLflow registry, on free ports of this computer."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import UserError

PATIENCE = 240  # seconds that a server gets to start, and an expectation to come true
EXAMPLE = {
    "amount": 1000, "price": 1500, "time": 48, "income": 140, "expenses": 50, "assets": 3000,
    "debt": 0, "seniority": 5, "job": "fixed", "home": "owner", "records": "no",
}  # fmt: skip


class StageError(UserError):
    """A server that does not start."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: dict[str, Any]
    ms: float


class Server(NamedTuple):
    """A server that runs, and the file with what it says."""

    url: str
    process: "subprocess.Popen[bytes]"
    said: Path

    def ask(self, path: str, body: Any = None, key: str = "") -> Reply:
        """Ask, and return the answer or the refusal; OSError if nobody answers."""
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        data = None if body is None else json.dumps(body).encode()
        question = urllib.request.Request(self.url + path, data, headers)
        begun = time.perf_counter()
        try:
            with _direct.open(question, timeout=30) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, text = refusal.code, refusal.read()
        ms = 1000 * (time.perf_counter() - begun)
        return Reply(status, json.loads(text), ms)

    def predict(self, key: str = "") -> Reply:
        """Ask about the example."""
        return self.ask("/predict", EXAMPLE, key)

    def log(self, word: str) -> str:
        """Return the last line of the log that has this word in it; empty if none has."""
        lines = self.said.read_text(encoding="utf-8").splitlines()
        return next((line for line in reversed(lines) if word in line), "")

    def stop(self) -> None:
        """Stop it the way Docker would."""
        self.process.terminate()
        self.process.wait()


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[Server]:
    """Run the service with these settings (environment variables), without keys of its owner."""
    own = {"API_KEYS_FILE": "", "API_KEYS": "", "REQUEST_LOG": "", "HOST": "127.0.0.1"}
    port = free_port()
    own |= {"PORT": str(port), **settings}
    command = [sys.executable, "-m", f"{__package__.partition('.')[0]}.service.serve"]
    with _run(command, f"http://127.0.0.1:{port}", own, folder / f"service-{port}.log") as server:
        yield server


@contextmanager
def registry(folder: Path, port: int) -> Iterator[Server]:
    """Run an MLflow server that keeps its records in `folder`, so that it can come back."""
    command = [sys.executable, "-m", "mlflow", "server", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    own = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with _run(command, f"http://127.0.0.1:{port}", own, folder / "mlflow.log") as server:
        yield server


@contextmanager
def _run(command: list[str], url: str, own: dict[str, str], said: Path) -> Iterator[Server]:
    with (
        said.open("ab") as file,
        subprocess.Popen(command, env=os.environ | own, stdout=file, stderr=file) as process,
    ):
        try:
            _wait(f"{url}/health", process, said)
            yield Server(url, process, said)
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]", said: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            _direct.open(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    last = (said.read_text(encoding="utf-8").splitlines() or ["it said nothing"])[-1]
    raise StageError(f"The server at `{url}` did not start: {last[:200]}")
