"""What routes get by `Depends`: the model that answers, and with it whoever listens to answers."""

import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, NamedTuple, TypeVar

from fastapi import Depends, HTTPException, Request

from ..errors import UserError
from . import engine, registry, schema
from .redaction import redacted
from .settings import Settings

RETRY = 5.0  # seconds between two attempts to load a model that was not there

Listener = Callable[[list[schema.Request], Sequence[schema.Answer]], None]
A = TypeVar("A", bound=schema.Answer)
log = logging.getLogger("uvicorn.error")


class Slot:
    """Holds the model, or the reason why there is none."""

    def __init__(self, settings: Settings) -> None:
        """Start empty; `load` fills the slot."""
        self.engine: engine.Engine | None = None
        self.problem = "The model has not been loaded yet."
        self._settings, self._stop = settings, Event()

    def start(self) -> None:
        """Load the model; if that fails, try again every few seconds, aside from all requests."""
        self._stop.clear()
        if self.load() is None:
            Thread(target=self._retry, name="model", daemon=True).start()

    def stop(self) -> None:
        """Try no more."""
        self._stop.set()

    def _retry(self) -> None:
        while not self._stop.wait(RETRY) and self.load() is None:
            pass

    def load(self) -> engine.Engine | None:
        """Return the model; if there is none, try to load it."""
        if self.engine is None:
            try:
                self.engine = read(self._settings)
                log.info("model %s is ready", self.engine.version)
            except Exception as problem:  # whatever it is, the next try may go well
                known = isinstance(problem, UserError)
                reason = str(problem) if known else "The log says why the model cannot be loaded."
                if reason != self.problem:
                    aside = None if known else problem
                    log.error("no model in %s: %s", self._settings.model, reason, exc_info=aside)
                self.problem = reason
        return self.engine

    def need(self) -> engine.Engine:
        """Return the model, or raise the problem that callers get to see as a 503."""
        if self.engine is None:
            raise HTTPException(503, redacted(self.problem))
        return self.engine


def read(settings: Settings) -> engine.Engine:
    """Load the model that the settings name, from a file or from the registry."""
    if "://" in settings.model:
        raise UserError("The model must be a file, or `models:/NAME@ALIAS`; this is a URL.")
    if not registry.is_reference(settings.model):
        return engine.load(Path(settings.model))
    with tempfile.TemporaryDirectory() as folder:
        where = settings.mlflow_tracking_uri.get_secret_value()
        path, version = registry.fetch(settings.model, where, Path(folder))
        return engine.load(path, version)


class Predictor(NamedTuple):
    """The model for the request at hand, and who wants to hear what it answers."""

    model: engine.Engine
    listeners: list[Listener]

    def answer(self, asked: list[schema.Request]) -> list[schema.Answer]:
        """Answer each case, in the same order."""
        return self.told(asked, schema.answer(self.model, asked))

    def told(self, asked: list[schema.Request], answers: list[A]) -> list[A]:
        """Tell every listener what was asked and answered, and return the answers."""
        for listener in self.listeners:
            listener(asked, answers)
        return answers


async def get_slot(request: Request) -> Slot:
    """Return the place of the model, filled or not."""
    slot: Slot = request.app.state.slot
    return slot


async def get_predictor(request: Request) -> Predictor:
    """Return the model and its listeners; 503 while there is no model."""
    state = request.app.state
    return Predictor(state.slot.need(), state.listeners)


SlotDep = Annotated[Slot, Depends(get_slot)]
PredictorDep = Annotated[Predictor, Depends(get_predictor)]
