"""Real servers for drills: the service and an MLflow registry, on free ports of this computer."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..operations import loadtest
from ..operations.loadtest import direct, free_port
from ..service import schema

EXAMPLE = schema.EXAMPLE
PATIENCE = 240  # seconds that an expectation gets to come true


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
            with direct.open(question, timeout=30) as answer:
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


@contextmanager
def service(folder: Path, **settings: str) -> Iterator[Server]:
    """Run the service with these settings (environment variables), without keys of its owner."""
    own = {"API_KEYS_FILE": "", "API_KEYS": "", "REQUEST_LOG": "", "HOST": "127.0.0.1"}
    port = free_port()
    own |= {"PORT": str(port), **settings}
    with _run([loadtest.SERVE], port, own, folder / f"service-{port}.log") as server:
        yield server


@contextmanager
def registry(folder: Path, port: int) -> Iterator[Server]:
    """Run an MLflow server that keeps its records in `folder`, so that it can come back."""
    command = ["mlflow", "server", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"]
    command += ["--artifacts-destination", str(folder / "artifacts")]
    own = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with _run(command, port, own, folder / "mlflow.log") as server:
        yield server


@contextmanager
def _run(command: list[str], port: int, own: dict[str, str], said: Path) -> Iterator[Server]:
    url = f"http://127.0.0.1:{port}"
    with (
        said.open("ab") as file,
        loadtest.running(command, f"{url}/health", own, file) as process,
    ):
        yield Server(url, process, said)
