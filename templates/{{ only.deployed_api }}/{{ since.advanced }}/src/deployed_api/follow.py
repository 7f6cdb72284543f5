"""Take a new release over while the service runs: no restart, no request lost.

An extension: `serve` finds it by its entry point in pyproject.toml. A service that answers with
`models:/NAME@ALIAS` asks the registry every few seconds which version that is by now. A version
that differs is fetched, checked and tried; only then it answers. If anything is wrong with it, or
if the registry is down, the version that answers goes on answering.

Environment: FOLLOW (seconds between two looks; default: 10; 0: never).
"""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread
from typing import Any

from fastapi import FastAPI

from . import schema, serve
from .engine import Engine
from .errors import UserError

SECONDS = 10.0

log = logging.getLogger(__name__)


class ReleaseError(UserError):
    """A version that must not answer."""


class Follower:
    """A thread that looks after the registry."""

    def __init__(self, app: FastAPI, seconds: float) -> None:
        """Prepare; `start` begins."""
        self._app, self._seconds = app, seconds
        self._stop = Event()
        self._thread: Thread | None = None
        self.problem = ""  # why the newest version does not answer; empty if it does

    def start(self) -> None:
        """Begin to look."""
        self._stop.clear()
        self._thread = Thread(target=self._run, name="follow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, after the look that is under way."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self.look()

    def look(self) -> None:
        """Ask the registry once, and take over what is new and sound."""
        slot = self._app.state.slot
        try:
            found = serve.read(self._app.state.settings)
            if slot.engine is None or slot.engine.version != found.version:
                tried(found)
                slot.engine = found  # requests under way keep the one they began with
                log.info("model %s answers now", found.version)
            self.problem = ""
        except UserError as problem:
            if str(problem) != self.problem:  # said once, not every ten seconds
                log.error("the model stays as it is: %s", problem)
            self.problem = str(problem)


def tried(model: Engine) -> Engine:
    """Let a model answer and explain the example, and return it; ReleaseError if it cannot."""
    example = schema.Request.model_config["json_schema_extra"]["examples"][0]  # type: ignore
    try:
        schema.explain(model, schema.Request.model_validate(example))
    except Exception as problem:  # a model that does not fit can fail in many ways
        reason = str(problem).splitlines()[0]
        raise ReleaseError(f"Version `{model.version}` cannot answer: {reason}.") from None
    return model


def seconds() -> float:
    """Return how long to wait between two looks, or raise UserError."""
    text = os.environ.get("FOLLOW", str(SECONDS))
    try:
        value = float(text or 0)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 86_400:
        raise UserError("The environment variable FOLLOW must be a number of seconds, 0 or more.")
    return value


def install(app: FastAPI) -> None:
    """Make the application follow its alias, from its start to its end."""
    wait = seconds()
    if not wait or "@" not in app.state.settings.model:  # a file or a number never changes
        return
    follower = app.state.follower = Follower(app, wait)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state:
            follower.start()
            try:
                yield state
            finally:
                follower.stop()

    app.router.lifespan_context = lifespan
