"""Two models in one place: the champion, and a challenger that answers some of the requests."""

import logging
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray
from prometheus_client import Histogram

from ..operations import metrics
from ..service import engine, follow
from ..service.dependencies import Slot
from ..service.settings import Settings
from .contest import Contest, Rules, Status

log = logging.getLogger(__name__)
turn: ContextVar[bool] = ContextVar("turn", default=False)  # does the challenger answer this one?


class Backed(engine.Engine):
    """The challenger for one request, with the champion behind it if it fails."""

    def __init__(self, first: engine.Engine, behind: engine.Engine, contest: Contest) -> None:
        """Look like the challenger."""
        self.about, self.version = first.about, first.version
        self._first, self._behind, self._contest = first, behind, contest

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
        """Ask the challenger; if it cannot answer, be the champion from here on."""
        if self._first is not self._behind:
            try:
                return self._first.predict(rows)
            except Exception as problem:  # whatever it is, the caller must not suffer from it
                self._contest.fail(problem)
                self._first = self._behind
                self.about, self.version = self._behind.about, self._behind.version
        return self._behind.predict(rows)


class Duel(Slot):
    """The champion's place, and the challenger's beside it."""

    def __init__(self, settings: Settings, rules: Rules) -> None:
        """Start with both places empty."""
        super().__init__(settings)
        self.rules, self.contest = rules, Contest(rules)
        self.seconds = Histogram(
            "canary_seconds", "Time to answer", ["who"], buckets=metrics.STEPS, registry=None
        )
        self.second: engine.Engine | None = None
        self.missing = ""  # why the newest challenger is not here; empty if it is
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
        """Fetch the challenger if there is a new one, and begin anew.

        If that fails, the contest with the challenger that is here goes on.
        """
        try:
            if found := follow.newer(self._theirs, self.second):
                self.second = found
                self.contest.begin()
                log.info("version %s challenges", found.version)
            self.missing = ""
        except Exception as problem:  # whatever it is, the thread has to go on looking
            self.missing = follow.said_once(
                f"no new challenger in {self.rules.challenger}", problem, self.missing
            )

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
            problem=self.missing,
        )
