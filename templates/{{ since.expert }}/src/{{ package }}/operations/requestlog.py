"""Keep a sample of what was asked and answered, as JSON lines, for `uv run monitor` to read.

An extension: `serve` finds it by its entry point in pyproject.toml. A request only leaves its data
in a short queue; a thread writes. When the queue is full, the line is dropped and counted.
Environment: REQUEST_LOG (a file; empty means none), REQUEST_LOG_BYTES.

Free text, such as a name, is never written: only columns whose values the model's profile counts,
and of the answer only what is counted, too.
"""

import json
import logging
import os
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily

from ..errors import UserError
from ..service import facts, schema
from . import bins, metrics

ROOT = Path(__file__).resolve().parents[3]  # the folder with pyproject.toml
DEFAULT = ROOT / "logs" / "requests.jsonl"
WAITING = 500  # lines in the queue
PAUSE = 0.5  # seconds between two writes: so at most 1,000 lines a second are kept
MOST_BYTES = 10_000_000  # then the file becomes requests.1.jsonl, and the one before that goes

ANSWERED = {*metrics.VERDICTS, *metrics.NUMBERS, "model_version"}

log = logging.getLogger("uvicorn.error")


class RequestLog:
    """A queue that requests fill and a thread empties into a file."""

    def __init__(self, app: FastAPI, path: Path, most_bytes: int = MOST_BYTES) -> None:
        """Prepare a log; `start` opens it."""
        self._app, self._path, self._most = app, path, most_bytes
        self._queue: deque[tuple[float, schema.Request, schema.Answer]] = deque()
        self._stop = Event()
        self._thread: Thread | None = None
        self._fields: set[str] | None = None
        self.written = self.dropped = 0

    def listen(self, requests: list[schema.Request], answers: list[schema.Answer]) -> None:
        """Queue a prediction, or count it as dropped; never wait."""
        now, room = time.time(), max(0, WAITING - len(self._queue))
        self._queue.extend((now, *pair) for pair in zip(requests[:room], answers, strict=False))
        self.dropped += max(0, len(requests) - room)

    def start(self) -> None:
        """Begin to write."""
        self._stop.clear()
        self._thread = Thread(target=self._run, name="request log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what is left and end."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        warned = False
        while True:
            last = self._stop.wait(PAUSE)
            try:
                self._empty()
            except OSError as problem:  # no room, no permission: the service goes on without a log
                if not warned:
                    log.warning("no request log: %s: %s", self._path, problem.strerror)
                warned = True
            if last:
                return

    def _empty(self) -> None:
        waiting = [self._queue.popleft() for _ in range(len(self._queue))]
        if not waiting:
            return
        try:
            self._write("".join(map(self._line, waiting)).encode())
            self.written += len(waiting)
        except OSError:
            self.dropped += len(waiting)
            raise

    def _line(self, entry: tuple[float, schema.Request, schema.Answer]) -> str:
        when, asked, answer = entry
        at = datetime.fromtimestamp(when, UTC).isoformat(timespec="seconds")
        kept = {key: value for key, value in facts.of(asked).items() if key in self._kept()}
        said = answer.model_dump(include=ANSWERED)
        return json.dumps({"at": at, "asked": kept, "answer": said}) + "\n"

    def _kept(self) -> set[str]:
        if self._fields is None:  # there is a model by now: it gave an answer
            self._fields = set(bins.of(self._app.state.slot.need().about.profile))
        return self._fields

    def _write(self, lines: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size + len(lines) > self._most:
            self._path.replace(older(self._path))
        # Only the owner may read what people asked. One write call, so that no line is torn apart.
        target = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(target, lines)
        finally:
            os.close(target)

    def collect(self) -> list[CounterMetricFamily]:
        """Return how many lines were written and dropped."""
        lines = CounterMetricFamily("request_log_lines", "Lines by fate", labels=["fate"])
        lines.add_metric(["written"], self.written)
        lines.add_metric(["dropped"], self.dropped)
        return [lines]


def older(path: Path) -> Path:
    """Return where a full log is moved to."""
    return path.with_suffix(f".1{path.suffix}")


def lines(path: Path) -> list[str]:
    """Return the lines of a log, the oldest first, as they stand there."""
    files = [file for file in (older(path), path) if file.exists()]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def read(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a log, the oldest first; a line cut short by a crash is left out."""
    entries = []
    for line in lines(path):
        try:
            entries.append(json.loads(line))
        except ValueError:
            continue
    return entries


def _most_bytes() -> int:
    text = os.environ.get("REQUEST_LOG_BYTES", str(MOST_BYTES))
    if not text.isdecimal() or int(text) == 0:
        raise UserError("The environment variable REQUEST_LOG_BYTES must be a number above 0.")
    return int(text)


def install(app: FastAPI) -> None:
    """Make the application keep a log, from its start to its end."""
    path = os.environ.get("REQUEST_LOG", str(DEFAULT))
    if not path:
        return
    kept = RequestLog(app, Path(path), _most_bytes())
    app.state.listeners.append(kept.listen)
    registry: CollectorRegistry | None = getattr(app.state, "metrics", None)
    if registry:
        registry.register(kept)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        kept.start()
        try:
            async with inner(app) as state:
                yield state
        finally:
            kept.stop()

    app.router.lifespan_context = lifespan
