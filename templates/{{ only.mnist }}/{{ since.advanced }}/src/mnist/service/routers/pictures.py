"""Two more routes of the API: a picture as a plain file, and what the model sees of a picture.

An extension: `serve` finds it by its entry point in pyproject.toml.
"""

from asyncio import Semaphore
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from ...data import DataError
from .. import budget, problems, schema
from ..dependencies import PredictorDep

KINDS = ["image/png", "image/jpeg"]
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
    }
}
router = APIRouter(tags=["pictures"], responses=problems.responses(422))
unfolding = Semaphore(1)  # an unfolded photo may have 100 MB: one at a time


class Prepared(BaseModel):
    """The picture as the model gets it."""

    pixels: list[list[schema.Ink]] = Field(description="28 rows of 28; 0 is paper, 255 is ink")


@router.post("/prepare", responses=problems.responses(400, 413))
async def prepare(asked: schema.Request) -> Prepared:
    """Say what the model would see: 28 x 28 pixels, the digit in the middle, light on dark."""
    return Prepared(pixels=schema.digit(asked).tolist())


@router.post("/predict/file", openapi_extra=_FILE, responses=problems.responses(413, 503))
async def predict_file(request: Request, predictor: PredictorDep) -> schema.Answer:
    """Answer for a picture that is sent as it is: a PNG or JPEG file as the body."""
    try:
        content = await request.body()
        async with unfolding:
            # A photo takes a moment to unfold; others are answered meanwhile.
            digit = await run_in_threadpool(schema.prepare, content)
    except DataError as problem:
        raise RequestValidationError([{"loc": (), "msg": str(problem).rstrip(".")}]) from None
    return predictor.answer([schema.Request.model_construct(image=digit)])[0]


def install(app: FastAPI) -> None:
    """Add the routes to the application, and the bound on what a request may unfold."""
    app.add_middleware(budget.PerRequest)
    app.state.routers.append(router)
