"""Keep a sample of what was asked and answered, as JSON lines, for `uv run monitor` to read.

An extension: `serve` finds it by its entry point in pyproject.toml. A request only leaves its line
in a short queue; a thread of `logging` writes. What is too much for it is dropped and counted.
Environment: REQUEST_LOG (a file; empty means none), REQUEST_LOG_BYTES.

Free text, such as a name, is never written: only columns whose values the model's profile counts,
and of the answer only what is counted, too.
"""

import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily
from pydantic import Field
from pydantic_settings import BaseSettings

from ..service import facts, schema, settings
from . import bins, metrics

ROOT = Path(__file__).resolve().parents[3]  # the folder with pyproject.toml
DEFAULT = ROOT / "logs" / "requests.jsonl"
WAITING = 500  # lines in the queue
PER_SECOND = 200  # lines that are kept: a sample will do, and each costs as much as half an answer
MOST_BYTES = 10_000_000  # then the file becomes requests.jsonl.1, and the one before that goes

ANSWERED = {*metrics.VERDICTS, *metrics.NUMBERS, "model_version"}

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)
log.propagate = False  # these lines are for the file alone
server = logging.getLogger("uvicorn.error")


class Settings(BaseSettings):
    """Where the log goes, and how long it gets."""

    request_log: str = str(DEFAULT)  # empty: none
    request_log_bytes: int = Field(MOST_BYTES, gt=0)


class PrivateFile(RotatingFileHandler):
    """A file that only its owner may read: it says what people asked."""

    lines = failed = 0

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        opener = partial(os.open, mode=0o600)
        return open(self.baseFilename, "a", encoding=self.encoding, opener=opener)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.lines += 1
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Go on without a log where there is no room or no permission."""
        if not self.failed:
            server.warning("no request log: %s", self.baseFilename, exc_info=True)
        self.failed += 1


class RequestLog:
    """Lines that requests leave in a queue, and a listener that writes them into a file."""

    def __init__(self, app: FastAPI, path: Path, most_bytes: int) -> None:
        """Prepare a log; `start` opens it."""
        self._app = app
        self._queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
        self._handler = QueueHandler(self._queue)
        self._file = PrivateFile(path, "a", most_bytes, backupCount=1, encoding="utf-8", delay=True)
        self._listener = QueueListener(self._queue, self._file)
        self._fields: set[str] = set()
        self._second, self._kept = 0, 0  # the present one, and the lines kept in it
        self.dropped = 0

    def listen(self, requests: list[schema.Request], answers: list[schema.Answer]) -> None:
        """Queue a prediction, or count it as dropped; never wait."""
        now = datetime.now(UTC)
        at = now.isoformat(timespec="seconds")
        for asked, answer in zip(requests, answers, strict=True):
            if self._has_room(int(now.timestamp())):
                log.info(self._line(at, asked, answer))
            else:
                self.dropped += 1

    def _has_room(self, second: int) -> bool:
        if second != self._second:
            self._second, self._kept = second, 0
        self._kept += 1
        return self._kept <= PER_SECOND and self._queue.qsize() < WAITING

    def _line(self, at: str, asked: schema.Request, answer: schema.Answer) -> str:
        if not self._fields:  # there is a model by now: it gave an answer
            self._fields = set(bins.of(self._app.state.slot.need().about.profile))
        kept = {key: value for key, value in facts.of(asked).items() if key in self._fields}
        said = answer.model_dump(include=ANSWERED)
        return json.dumps({"at": at, "asked": kept, "answer": said})

    def start(self) -> None:
        """Begin to write."""
        log.addHandler(self._handler)
        self._listener.start()

    def stop(self) -> None:
        """Write what is left and end."""
        log.removeHandler(self._handler)
        self._listener.stop()
        self._file.close()

    def collect(self) -> list[CounterMetricFamily]:
        """Return how many lines were written and dropped."""
        lines = CounterMetricFamily("request_log_lines", "Lines by fate", labels=["fate"])
        lines.add_metric(["written"], self._file.lines - self._file.failed)
        lines.add_metric(["dropped"], self.dropped + self._file.failed)
        return [lines]


def read(path: Path) -> tuple[list[dict[str, Any]], int]:
    """Return the entries of a log, the oldest first, and how many lines were cut or damaged."""
    entries, damaged = [], 0
    for file in (path.with_name(f"{path.name}.1"), path):  # RotatingFileHandler names it so
        text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        for line in filter(str.strip, text.splitlines()):
            try:
                entries.append(json.loads(line))
            except ValueError:
                damaged += 1
    return entries, damaged


def install(app: FastAPI) -> None:
    """Make the application keep a log, from its start to its end."""
    chosen = settings.load(Settings)
    if not chosen.request_log:
        return
    kept = RequestLog(app, Path(chosen.request_log), chosen.request_log_bytes)
    app.state.listeners.append(kept.listen)
    registry: CollectorRegistry | None = getattr(app.state, "metrics", None)
    if registry:
        registry.register(kept)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        kept.start()
        try:
            yield
        finally:
            kept.stop()

    app.state.routers.append(APIRouter(lifespan=lifespan))
