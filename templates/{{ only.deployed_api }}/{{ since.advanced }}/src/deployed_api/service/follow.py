"""Take a new release over while the service runs: no restart, no request lost.

An extension: `serve` finds it by its entry point in pyproject.toml. A service that answers with
`models:/NAME@ALIAS` asks the registry every few seconds which version that is by now. A version
that differs is fetched, checked and tried; only then it answers. If anything is wrong with it, or
if the registry is down, the version that answers goes on answering.

"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event, Thread

from fastapi import APIRouter, FastAPI
from pydantic import Field
from pydantic_settings import BaseSettings

from ..errors import UserError
from . import dependencies, registry, schema, settings
from .engine import Engine, describe
from .redaction import redacted

log = logging.getLogger(__name__)


class ReleaseError(UserError):
    """A version that must not answer."""


class Pace(BaseSettings):
    """How often to look."""

    follow: float = Field(10.0, ge=0, le=86_400)  # seconds between two looks; 0: never


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


def newer(chosen: settings.Settings, known: Engine | None) -> Engine | None:
    """Return the model that the settings mean by now, tried; None if it is the one known.

    Only the version is asked for, unless it is another one. Raises UserError if it cannot answer.
    """
    if known is not None and known.version == _version(chosen):
        return None
    return tried(dependencies.read(chosen))


def _version(chosen: settings.Settings) -> str:
    if registry.is_reference(chosen.model):
        return registry.version_of(chosen.model, chosen.mlflow_tracking_uri.get_secret_value())
    return describe(Path(chosen.model).with_suffix(".json")).version


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


def install(app: FastAPI) -> None:
    """Make the application follow its alias, from its start to its end."""
    wait, model = settings.load(Pace).follow, app.state.settings.model
    if not (wait and registry.is_reference(model) and "@" in model):  # others never change
        return
    follower = app.state.follower = Follower(app, wait)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        follower.start()
        yield
        follower.stop()

    app.state.routers.append(APIRouter(lifespan=lifespan))
