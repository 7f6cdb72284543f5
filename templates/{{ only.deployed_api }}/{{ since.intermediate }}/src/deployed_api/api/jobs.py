"""Work that nobody waits for: a queue with an end, and one worker behind it.

Without an end, a service that is asked for more than it can do takes everything, gets slower and
slower, and dies of it. With one it says "not now" while it still can.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from .contract import Status

Q = TypeVar("Q")
A = TypeVar("A")
log = logging.getLogger(__name__)


class FullError(Exception):
    """No more work can be taken now."""


@dataclass
class Job(Generic[Q, A]):
    """A piece of work, and its answer once there is one."""

    id: UUID
    question: Q | None  # given back to the system when it is answered
    status: Status = "waiting"
    answer: A | None = None


class Jobs(Generic[Q, A]):
    """Does one job after the other in a thread of its own; results live in memory only."""

    def __init__(self, work: Callable[[Q], A], waiting: int, kept: int) -> None:
        """Take what is to be done, how many jobs may wait, and how many results are kept."""
        self._work, self._kept = work, kept
        self._queue: Queue[Job[Q, A] | None] = Queue(waiting)
        self._jobs: OrderedDict[UUID, Job[Q, A]] = OrderedDict()  # the oldest first
        self._lock = Lock()
        self._worker: Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._worker = Thread(target=self._run, name="jobs", daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """Finish the job under way and drop those that wait."""
        with suppress(Empty):
            while True:
                self._queue.get_nowait()
        self._queue.put(None)
        if self._worker:
            self._worker.join()

    def put(self, question: Q) -> Job[Q, A]:
        """Return a new job that waits for its turn, or raise FullError."""
        job: Job[Q, A] = Job(uuid4(), question)
        with self._lock:
            try:
                self._queue.put_nowait(job)
            except Full:
                raise FullError from None
            self._jobs[job.id] = job
            self._forget()
        return job

    def get(self, name: UUID) -> Job[Q, A] | None:
        """Return a job, or None if there never was one or it has been forgotten."""
        with self._lock:
            return self._jobs.get(name)

    def _forget(self) -> None:
        over = [job for job in self._jobs.values() if job.status in ("done", "failed")]
        for job in over[: max(len(over) - self._kept, 0)]:
            del self._jobs[job.id]

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            job.status = "running"
            try:
                assert job.question is not None
                job.answer = self._work(job.question)
                job.status = "done"
            except Exception:  # whatever it was, the next job must get its turn
                log.exception("job %s failed", job.id)
                job.status = "failed"
            job.question = None
