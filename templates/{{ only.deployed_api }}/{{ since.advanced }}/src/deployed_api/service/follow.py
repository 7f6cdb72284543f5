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
from pathlib import Path
from threading import Event, Thread
from typing import Any

from fastapi import FastAPI

from ..errors import UserError
from . import registry, schema, serve
from .engine import Engine, describe
from .redaction import redacted

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
            if found := newer(self._app.state.settings, slot.engine):
                slot.engine = found  # requests under way keep the one they began with
                log.info("model %s answers now", found.version)
            self.problem = ""
        except Exception as problem:  # whatever it is, the thread has to go on looking
            self.problem = said_once("the model stays as it is", problem, self.problem)


def newer(settings: serve.Settings, known: Engine | None) -> Engine | None:
    """Return the model that the settings mean by now, tried; None if it is the one known.

    Only the version is asked for, unless it is another one. Raises UserError if it cannot answer.
    """
    if known is not None and known.version == _version(settings):
        return None
    return tried(serve.read(settings))


def _version(settings: serve.Settings) -> str:
    if registry.is_reference(settings.model):
        return registry.version_of(settings.model, settings.mlflow_tracking_uri)
    return describe(Path(settings.model).with_suffix(".json")).version


def said_once(what: str, problem: Exception, before: str) -> str:
    """Log a problem unless it was logged `before`; return it as text, for the next time."""
    known = isinstance(problem, UserError)  # of anything else, the log needs to say where
    text = redacted(str(problem) if known else repr(problem))
    if text != before:
        log.error("%s: %s", what, text, exc_info=None if known else problem)
    return text


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
    wait, model = seconds(), app.state.settings.model
    if not (wait and registry.is_reference(model) and "@" in model):  # others never change
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
