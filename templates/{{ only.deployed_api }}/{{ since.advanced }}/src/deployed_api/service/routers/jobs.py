"""Work that nobody waits for: a queue with an end, and one worker behind it.

An extension: `serve` finds it by its entry point in pyproject.toml. Without an end, a service that
is asked for more than it can do takes everything, gets slower and slower, and dies of it. With one
it says "not now" while it still can.
"""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from .. import problems, schema
from ..dependencies import PredictorDep

MOST = 5_000  # loans of a job
WAITING, KEPT = 8, 50  # jobs that may wait, and results that are kept
RETRY = "5"  # seconds after which it makes sense to ask a full service again

Status = Literal["waiting", "running", "done", "failed"]
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
        self._starts = 0  # how often it was started and not stopped since

    def start(self) -> None:
        """Begin to work; with one worker, even if it is started more than once."""
        with self._lock:
            self._starts += 1
            if self._starts == 1:
                self._worker = Thread(target=self._run, name="jobs", daemon=True)
                self._worker.start()

    def stop(self) -> None:
        """Finish the job under way and drop those that wait, once for each start."""
        with self._lock:
            self._starts -= 1
            if self._starts or not self._worker:
                return
        with suppress(Empty):
            while True:
                self._queue.get_nowait()
        self._queue.put(None)
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


class Order(BaseModel):
    """Many loans, for which nobody waits."""

    model_config = ConfigDict(extra="forbid")

    items: list[schema.Request] = Field(min_length=1, max_length=MOST)


class JobState(BaseModel):
    """How far a job is; `answers` come with `done`."""

    id: UUID
    status: Status
    answers: list[schema.Answer] | None = None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Let the worker work as long as the application runs."""
    app.state.jobs.start()
    yield
    app.state.jobs.stop()


async def get_jobs(request: Request) -> Jobs[Any, list[schema.Answer]]:
    """Return the queue."""
    jobs: Jobs[Any, list[schema.Answer]] = request.app.state.jobs
    return jobs


JobsDep = Annotated[Jobs[Any, list[schema.Answer]], Depends(get_jobs)]
router = APIRouter(tags=["jobs"], responses=problems.responses(422), lifespan=lifespan)


@router.post("/jobs", status_code=202, responses=problems.responses(400, 413, 503))
def order(
    asked: Order, predictor: PredictorDep, jobs: JobsDep, request: Request, response: Response
) -> JobState:
    """Take up to 5,000 loans, and say where the answers will be (header `Location`)."""
    try:
        job = jobs.put((predictor, asked.items))
    except FullError:
        full = "Too much to do already; try again in some seconds."
        raise HTTPException(503, full, {"retry-after": RETRY}) from None
    response.headers["location"] = request.app.url_path_for("fetch", name=str(job.id))
    return JobState(id=job.id, status=job.status)


@router.get("/jobs/{name}", responses=problems.responses(404))
async def fetch(name: UUID, jobs: JobsDep) -> JobState:
    """Say how far a job is; its answers come with the status `done`."""
    job = jobs.get(name)
    if job is None:
        raise HTTPException(404, "There is no such job, or it was forgotten.")
    return JobState(id=job.id, status=job.status, answers=job.answer)


def install(app: FastAPI) -> None:
    """Give the application a queue, and the routes to it."""
    app.state.jobs = Jobs(lambda work: work[0].answer(work[1]), WAITING, KEPT)
    app.state.routers.append(router)
