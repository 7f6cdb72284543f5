"""Two more routes of the API: a picture as a plain file, and what the model sees of a picture.

An extension: `serve` finds it by its entry point in pyproject.toml.
"""

from asyncio import Semaphore
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi import Request as Http
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from ..data import DataError
from . import budget, problems, schema, serve

KINDS = ["image/png", "image/jpeg"]
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
    }
}
router = APIRouter(responses=problems.responses(422))


class Prepared(BaseModel):
    """The picture as the model gets it."""

    pixels: list[list[schema.Ink]] = Field(description="28 rows of 28; 0 is paper, 255 is ink")


@router.post("/prepare", responses=problems.responses(400, 413))
async def prepare(asked: schema.Request) -> Prepared:
    """Say what the model would see: 28 x 28 pixels, the digit in the middle, light on dark."""
    return Prepared(pixels=schema.digit(asked).tolist())


@router.post("/predict/file", openapi_extra=_FILE, responses=problems.responses(413, 503))
async def predict_file(http: Http) -> schema.Answer:
    """Answer for a picture that is sent as it is: a PNG or JPEG file as the body."""
    model = http.app.state.slot.need()
    try:
        content = await http.body()
        async with http.app.state.photos:
            # A photo takes a moment to unfold; others are answered meanwhile.
            digit = await run_in_threadpool(schema.prepare, content)
    except DataError as problem:
        raise RequestValidationError([{"loc": (), "msg": str(problem).rstrip(".")}]) from None
    asked = [schema.Request.model_construct(image=digit)]
    return serve.told(http.app, asked, schema.answer(model, asked))[0]


def install(app: FastAPI) -> None:
    """Add the routes to the application, and the bound on what a request may unfold."""
    app.add_middleware(budget.PerRequest)
    app.state.photos = Semaphore(1)  # an unfolded one may have 100 MB: one at a time
    app.router.routes.extend(router.routes)
