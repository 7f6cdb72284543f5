"""Try a challenger on real requests, with a share of the callers and in the shadow.

An extension: `serve` finds it by its entry point in pyproject.toml; without CHALLENGER it does
nothing. A *canary* is a share of the callers whom the challenger answers, always the same ones. In
the *shadow* it is asked about what the champion has answered, after the answer, and nobody hears
it. When it fails or disagrees too often, the contest is over and the champion answers everybody.

Environment: CHALLENGER (as MODEL), CANARY (share of the callers; default: 0), SHADOW (share of the
other requests; default: 1), CANARY_ERRORS, CANARY_DISAGREEMENT, CANARY_LEAST (bounds, contest.py).
"""

import hashlib
import logging
import os
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from threading import Event, Thread
from typing import Any

import numpy as np
from fastapi import FastAPI
from fastapi import Request as Http
from numpy.typing import NDArray
from prometheus_client import Histogram
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import engine, follow, journal, observe, schema, serve
from .contest import Bounds, Contest, Status
from .errors import UserError

ASKED = {"/predict", "/predict/batch", "/explain"}
WAITING = 500  # comparisons in the queue; more are dropped
PAUSE = 0.1  # seconds between two looks into the queue

log = logging.getLogger(__name__)
turn: ContextVar[bool] = ContextVar("turn", default=False)  # does the challenger answer this one?


class Rules(BaseModel):
    """What can be set from outside."""

    model_config = ConfigDict(frozen=True)

    challenger: str
    canary: float = Field(0.0, ge=0, le=1)
    shadow: float = Field(1.0, ge=0, le=1)
    bounds: Bounds = Bounds()


class Backed(engine.Engine):
    """The challenger for one request, with the champion behind it if it fails."""

    def __init__(self, first: engine.Engine, behind: engine.Engine, contest: Contest) -> None:
        """Look like the challenger."""
        self.about, self.version = first.about, first.version
        self._first, self._behind, self._contest = first, behind, contest

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
        """Ask the challenger; if it cannot answer, be the champion from here on."""
        try:
            return self._first.predict(rows)
        except Exception as problem:  # whatever it is, the caller must not suffer from it
            self._contest.fail(problem)
            self.about, self.version = self._behind.about, self._behind.version
            return self._behind.predict(rows)


class Duel(serve.Slot):
    """The champion's place, and the challenger's beside it."""

    def __init__(self, settings: serve.Settings, rules: Rules) -> None:
        """Start with both places empty."""
        super().__init__(settings)
        self.rules, self.contest = rules, Contest(rules.bounds)
        self.second: engine.Engine | None = None
        self._theirs = settings.model_copy(update={"model": rules.challenger})

    def open(self) -> bool:
        """Say whether there are two different versions, and the contest goes on."""
        if self.second is None or self.engine is None or self.contest.stopped:
            return False
        return self.second.about.sha256 != self.engine.about.sha256

    def need(self) -> engine.Engine:
        """Return who answers the request at hand."""
        champion = super().need()
        if turn.get() and self.second and self.open():
            return Backed(self.second, champion, self.contest)
        return champion

    def look(self) -> None:
        """Fetch the challenger if there is a new one, and begin anew."""
        try:
            found = serve.read(self._theirs)
            if self.second is None or self.second.version != found.version:
                self.contest.begin()
                self.second = follow.tried(found)
                log.info("version %s challenges", found.version)
        except UserError as problem:
            if not self.contest.stopped:
                log.error("no challenger: %s", problem)
                self.contest.stopped = str(problem)

    def status(self) -> Status:
        """Return how the contest stands."""
        names = [model.version if model else None for model in (self.engine, self.second)]
        contest = self.contest
        return Status(
            champion=names[0],
            challenger=names[1],
            share=self.rules.canary if self.open() else 0.0,
            compared=contest.compared,
            differed=contest.differed,
            errors=contest.errors,
            dropped=contest.dropped,
            mean_distance=contest.distance / max(contest.compared, 1),
            stopped=contest.stopped,
        )


class Canary:
    """Decides for each request who answers it, and measures how long that takes."""

    def __init__(self, app: ASGIApp, duel: Duel, seconds: Histogram, limit: int) -> None:
        """Wrap an application that takes bodies of up to `limit` bytes."""
        self._app, self._duel, self._seconds, self._limit = app, duel, seconds, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"] not in ASKED:
            await self._app(scope, receive, send)
            return
        name, share = scope.get(journal.CLIENT), self._duel.rules.canary
        if share and name is None:  # nobody to stick to, so the same loan sticks to its version
            messages = await _read(receive, self._limit)
            receive, name = _again(messages, receive), _digest(messages)
        chosen = bool(share) and self._duel.open() and drawn(str(name), share)
        token, begun = turn.set(chosen), time.perf_counter()
        try:
            await self._app(scope, receive, send)
        finally:
            turn.reset(token)
            who = "challenger" if chosen else "champion"
            self._seconds.labels(who).observe(time.perf_counter() - begun)


def drawn(name: str, share: float) -> bool:
    """Say whether this caller is among the share; always the same answer, whatever the order.

    Whoever is in at 5 % is still in at 10 %.
    """
    digest = hashlib.sha256(f"canary {name}".encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


async def _read(receive: Receive, limit: int) -> list[Message]:
    messages, size = [await receive()], 0
    while messages[-1].get("more_body"):
        size += len(messages[-1].get("body", b""))
        if size > limit:
            break
        messages.append(await receive())
    return messages


def _again(messages: Sequence[Message], receive: Receive) -> Receive:
    waiting = deque(messages)

    async def replay() -> Message:
        return waiting.popleft() if waiting else await receive()

    return replay


def _digest(messages: Sequence[Message]) -> str:
    body = b"".join(message.get("body", b"") for message in messages)
    return hashlib.sha256(body).hexdigest()


class Shadow:
    """A thread that asks the challenger what the champion was asked."""

    def __init__(self, duel: Duel, every: float) -> None:
        """Prepare; look for a new challenger `every` so many seconds (0: only at the start)."""
        self._duel, self._every = duel, every
        self._queue: deque[tuple[schema.Request, schema.Answer]] = deque()
        self._stop = Event()
        self._thread: Thread | None = None

    def listen(self, requests: list[schema.Request], answers: Sequence[schema.Answer]) -> None:
        """Queue what the champion answered; never wait."""
        duel = self._duel
        theirs = duel.second.version if duel.second else None
        for asked, answer in zip(requests, answers, strict=True):
            challenged = answer.model_version == theirs and turn.get()
            duel.contest.told("challenger" if challenged else "champion", answer.decision)
            if challenged or not duel.open() or random.random() >= duel.rules.shadow:
                continue
            if len(self._queue) < WAITING:
                self._queue.append((asked, answer))
            else:
                duel.contest.dropped += 1

    def start(self) -> None:
        """Fetch the challenger and begin."""
        self._stop.clear()
        self._thread = Thread(target=self._run, name="shadow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Compare what is left, and end."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        self._duel.look()
        looked = time.monotonic()
        while not self._stop.wait(PAUSE):
            if self._every and time.monotonic() - looked >= self._every:
                looked = time.monotonic()
                self._duel.look()
            self.compare()
        self.compare()

    def compare(self) -> None:
        """Ask the challenger about all that waits."""
        contest, said = self._duel.contest, self._duel.contest.stopped
        while self._queue:
            asked, answer = self._queue.popleft()
            model = self._duel.second
            if model is None or not self._duel.open():
                continue
            try:
                contest.compare(answer, schema.answer(model, [asked])[0])
            except Exception as problem:  # the shadow must never throw light on anybody
                contest.fail(problem)
        if contest.stopped and contest.stopped != said:
            log.error("the challenger is out: %s", contest.stopped)


def rules() -> Rules | None:
    """Return what the environment says, None if nobody challenges, or raise UserError."""
    given = {
        "CHALLENGER": ("challenger",),
        "CANARY": ("canary",),
        "SHADOW": ("shadow",),
        "CANARY_ERRORS": ("bounds", "errors"),
        "CANARY_DISAGREEMENT": ("bounds", "disagreement"),
        "CANARY_LEAST": ("bounds", "least"),
    }
    if not os.environ.get("CHALLENGER"):
        return None
    said: dict[str, Any] = {"bounds": {}}
    for name, (first, *rest) in given.items():
        if name in os.environ:
            place = said[first] if rest else said
            place[rest[0] if rest else first] = os.environ[name]
    try:
        return Rules.model_validate(said)
    except ValidationError as problem:
        wrong = tuple(problem.errors()[0]["loc"])
        name = next(name for name, place in given.items() if place == wrong)
        raise UserError(f"{name}: {problem.errors()[0]['msg']}.") from None


async def status(http: Http) -> Status:
    """Say how the challenger does against the champion."""
    found: Status = http.app.state.slot.status()
    return found


def install(app: FastAPI) -> None:
    """Let a challenger take part, if one is named."""
    found = rules()
    if found is None:
        return
    duel = app.state.slot = Duel(app.state.settings, found)
    shadow = app.state.shadow = Shadow(duel, follow.seconds())
    seconds = Histogram(
        "canary_seconds", "Time to answer", ["who"], buckets=observe.STEPS, registry=None
    )
    app.state.listeners.append(shadow.listen)
    app.add_api_route("/canary", status)
    limit = app.state.settings.max_body_bytes
    app.add_middleware(Canary, duel=duel, seconds=seconds, limit=limit)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        for part in (duel.contest, seconds):
            app.state.metrics.register(part)
        async with inner(app) as state:
            shadow.start()
            try:
                yield state
            finally:
                shadow.stop()
                for part in (duel.contest, seconds):
                    app.state.metrics.unregister(part)

    app.router.lifespan_context = lifespan
