"""Try a challenger on real requests, with a share of the callers and in the shadow.

An extension: `serve` finds it by its entry point in pyproject.toml; without CHALLENGER it does
nothing. A *canary* is a share of the callers whom the challenger answers, always the same ones. In
the *shadow* it is asked about what the champion has answered, after the answer, and nobody hears
it. When it fails or disagrees too often, the contest is over and the champion answers everybody.

contest.py says what can be set in the environment.
"""

import hashlib
import logging
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from threading import Event, Thread

from fastapi import APIRouter, Depends, FastAPI, Request

from ..access import journal
from ..service import follow, schema, settings
from ..service.dependencies import SlotDep
from .contest import Rules, Status
from .duel import Duel, turn

ASKED = {"/predict", "/predict/batch", "/explain"}
WAITING = 500  # comparisons in the queue; more are dropped
PAUSE = 0.1  # seconds between two looks into the queue

log = logging.getLogger(__name__)
router = APIRouter()


async def draw(request: Request) -> AsyncIterator[None]:
    """Decide who answers this request, and measure how long that takes."""
    duel: Duel = request.app.state.slot
    if request.scope["path"] not in ASKED:
        yield
        return
    name, share = request.scope.get(journal.CLIENT), duel.rules.canary
    if share and name is None:  # nobody to stick to, so the same loan sticks to its version
        name = hashlib.sha256(await request.body()).hexdigest()
    chosen = bool(share) and duel.open() and drawn(str(name), share)
    turn.set(chosen)  # for this request: each has a context of its own
    begun = time.perf_counter()
    yield
    who = "challenger" if chosen else "champion"
    duel.seconds.labels(who).observe(time.perf_counter() - begun)


def drawn(name: str, share: float) -> bool:
    """Say whether this caller is among the share; always the same answer, whatever the order.

    Whoever is in at 5 % is still in at 10 %.
    """
    digest = hashlib.sha256(f"canary {name}".encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


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


@router.get("/canary")
async def status(slot: SlotDep) -> Status:
    """Say how the challenger does against the champion."""
    assert isinstance(slot, Duel)
    return slot.status()


def install(app: FastAPI) -> None:
    """Let a challenger take part, if one is named."""
    rules = settings.load(Rules)
    if not rules.challenger:
        return
    state = app.state
    duel = state.slot = Duel(state.settings, rules)
    shadow = state.shadow = Shadow(duel, settings.load(follow.Pace).follow)
    state.listeners.append(shadow.listen)
    state.guards.append(Depends(draw))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        for part in (duel.contest, duel.seconds):
            state.metrics.register(part)
        shadow.start()
        yield
        shadow.stop()
        for part in (duel.contest, duel.seconds):
            state.metrics.unregister(part)

    state.routers += [router, APIRouter(lifespan=lifespan)]
