"""Try a challenger on real requests, with a share of the callers and in the shadow.

An extension: `serve` finds it by its entry point in pyproject.toml; without CHALLENGER it does
nothing. A *canary* is a share of the callers whom the challenger answers, always the same ones. In
the *shadow* it is asked about what the champion has answered, after the answer, and nobody hears
it. When it fails or disagrees too often, the contest is over and the champion answers everybody.

duel.py says what can be set in the environment.
"""

import hashlib
import logging
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from threading import Event, Thread
from typing import Any

from fastapi import FastAPI
from fastapi import Request as Http
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..operations import metrics
from ..service import follow, journal, schema
from .contest import Status
from .duel import Duel, rules, turn

ASKED = {"/predict", "/predict/batch", "/explain"}
WAITING = 500  # comparisons in the queue; more are dropped
PAUSE = 0.1  # seconds between two looks into the queue

log = logging.getLogger(__name__)


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
        "canary_seconds", "Time to answer", ["who"], buckets=metrics.STEPS, registry=None
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
