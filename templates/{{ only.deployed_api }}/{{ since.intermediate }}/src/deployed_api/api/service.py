"""A fuller service: limits a program can read, reasons, many loans at once, and logs.

Run it with `uv run service`. It decides by the costs in costs.yaml. It stands on app.py, which
stays as it is: finding the model, explaining refusals, taking a port.
"""

import argparse
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import pandas as pd
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse

from .. import app, data, models, predict
from ..analysis import costs, origin
from ..analysis.costs import Costs
from ..errors import reported
from . import logs, why
from .contract import (
    Batch,
    Decision,
    Decisions,
    Explained,
    JobState,
    Loan,
    Order,
    Reason,
    Refusal,
)
from .jobs import FullError, Job, Jobs

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

SCRIPT = Path(__file__).parent / "service.js"
WAITING, KEPT = 8, 50  # jobs that may wait, and results that are kept
RETRY = 5  # seconds after which it makes sense to ask a full service again

log = logging.getLogger(__name__)
Model = Annotated[Any, Depends(app.loaded)]


def usual(request: Request, model: Model) -> dict[str, Any]:
    """Return the usual case among the loans that the model learned from; worked out once."""
    state = request.app.state
    if state.usual is None:
        try:
            seed = origin.settings(state.model_file).seed
        except models.ModelError as problem:
            log.warning(problem)
            raise HTTPException(503, "The model is an old one. Run `uv run train`.") from None
        state.usual = why.typical(data.split(data.load(), seed).train)
    found: dict[str, Any] = state.usual
    return found


Usual = Annotated[dict[str, Any], Depends(usual)]
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body cannot be read"},
    422: {"model": Refusal, "description": "The question makes no sense"},
    503: {"model": Refusal, "description": "No model, or no room for more work"},
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "Never heard of it, or forgotten since"},
}

router = APIRouter(responses=REFUSALS)


@router.post("/predict")
def explained(loan: Loan, request: Request, model: Model, typical: Usual) -> Explained:
    """Decide about one loan, and say why."""
    state = request.app.state
    chance, pushes = why.pushes(model, loan.model_dump(), typical)
    reasons = [
        Reason(cause=push.cause, points=round(push.points, 4), text=why.sentence(push))
        for push in pushes
    ]
    decision = decided(chance, state.costs)
    return Explained(
        **decision.model_dump(), threshold=round(state.costs.threshold, 4), reasons=reasons
    )


@router.post("/predict/batch")
def batch(asked: Batch, request: Request, model: Model) -> Decisions:
    """Decide about up to 100 loans while the caller waits; the answers keep the order."""
    return Decisions(answers=answers(model, asked.items, request.app.state.costs))


@router.post("/jobs", status_code=202)
def order(asked: Order, request: Request, response: Response, model: Model) -> JobState:
    """Take up to 10,000 loans, and say where the answers will be (header `Location`)."""
    try:
        job = request.app.state.jobs.put((model, asked.items))
    except FullError:
        full = "Too much to do already; try again in some seconds."
        raise HTTPException(503, full, headers={"Retry-After": str(RETRY)}) from None
    response.headers["Location"] = request.app.url_path_for("fetch", name=str(job.id))
    return told(job)


@router.get("/jobs/{name}", responses=NOT_FOUND)
def fetch(name: UUID, request: Request) -> JobState:
    """Say how far a job is; its answers come with the status `done`."""
    job = request.app.state.jobs.get(name)
    if job is None:
        raise HTTPException(404, "There is no such job, or it was forgotten.")
    return told(job)


def told(job: Job[Any, list[Decision]]) -> JobState:
    """Return what a caller may know about a job."""
    return JobState(id=job.id, status=job.status, answers=job.answer)


def answers(model: "BaseEstimator", loans: Sequence[Loan], price: Costs) -> list[Decision]:
    """Return a decision for each loan, in the same order."""
    table = pd.DataFrame([loan.model_dump() for loan in loans])
    return [decided(float(p), price) for p in predict.predict(model, table)["probability"]]


def decided(chance: float, price: Costs) -> Decision:
    """Return what follows from a probability: refuse where a mistake would cost more."""
    refused = chance >= price.threshold
    return Decision(probability=round(chance, 4), decision="refuse" if refused else "accept")


def create_service(model_file: Path = predict.MODEL, price: Costs | None = None) -> FastAPI:
    """Return the service; CostsError if there are no usable costs to decide by."""
    service = FastAPI(
        title="Should this loan be given?", lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    state = service.state
    state.model_file, state.model = model_file, None
    state.costs = price or costs.load()
    state.usual = None
    state.jobs = Jobs(lambda asked: answers(asked[0], asked[1], state.costs), WAITING, KEPT)
    service.add_exception_handler(RequestValidationError, app.explain_types)
    service.add_middleware(logs.RequestLog)
    service.include_router(router)
    service.add_api_route("/health", app.health)
    service.add_api_route("/health", app.health, methods=["HEAD"], include_in_schema=False)
    parts: list[tuple[str, Any]] = [("/", app.page), ("/page.css", app.page), ("/page.js", script)]
    for path, send in parts:
        service.add_api_route(path, send, methods=["GET", "HEAD"], include_in_schema=False)
    return service


def script() -> FileResponse:
    """Send what the page does here: the same form, and reasons below the answer."""
    return FileResponse(SCRIPT)


@asynccontextmanager
async def _lifespan(service: FastAPI) -> AsyncIterator[None]:
    service.state.jobs.start()
    yield
    service.state.jobs.stop()


def main(argv: Sequence[str] | None = None) -> None:
    """Answer until told to stop."""
    flags = argparse.ArgumentParser("service", description="Decide about loans over HTTP.")
    flags.add_argument("--port", type=app.port, default=8000, help="0: any that is free")
    flags.add_argument("--model", type=Path, default=predict.MODEL, help="another model file")
    flags.add_argument("--costs", type=Path, default=costs.PATH, help="another costs.yaml")
    chosen = flags.parse_args(argv)
    with reported():
        service = create_service(chosen.model, costs.load(chosen.costs))
        with app.listen(chosen.port) as door:
            logs.install()
            logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
            log.info("open http://%s:%s", app.HOST, door.getsockname()[1])
            config = uvicorn.Config(service, log_config=None, access_log=False)
            uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main()
