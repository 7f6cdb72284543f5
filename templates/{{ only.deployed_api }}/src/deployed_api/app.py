"""A small service: the trained model answers questions over HTTP, and shows a page to people.

Run it with `uv run app`, then open the address that it prints. Ctrl-C stops it.

A question passes through three functions of this file: `checked` looks whether it makes sense,
`loaded` finds the model, `ask` answers. FastAPI turns JSON into a `Loan` before, and the `Answer`
into JSON after. What goes wrong on the way becomes a status code and a sentence.
"""

import argparse
import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, Field
from sklearn.base import BaseEstimator

from . import data, models, predict, tables
from .errors import UserError, reported
from .form import Loan

HOST = "127.0.0.1"  # this computer: nobody on the network can ask
TYPED = "sent with the header `Content-Type: application/json`"
PAGE = Path(__file__).parent / "page.html"

log = logging.getLogger("uvicorn.error")


class AppError(UserError):
    """A service that cannot start."""


class Answer(BaseModel):
    """What the model says about a loan."""

    probability: float = Field(description="that the loan goes bad, from 0 to 1")
    verdict: Literal["is paid back", "goes bad"] = Field(description="bad from 0.5 on")


class Health(BaseModel):
    """Whether the service lives, and whether it has a model to ask."""

    status: Literal["ok"] = "ok"
    model: Literal["loaded", "missing"]


def create_app(model_file: Path = predict.MODEL) -> FastAPI:
    """Return the service; it looks for its model in `model_file` when it is first asked."""
    # FastAPI's own pages at /docs load scripts from another host; /openapi.json stays.
    app = FastAPI(title="Will this loan be paid back?", docs_url=None, redoc_url=None)
    app.state.model_file, app.state.model = model_file, None
    app.add_exception_handler(RequestValidationError, explain_types)
    app.add_exception_handler(tables.DataError, explain_values)
    # HEAD is GET without a body: some programs watch a service with it.
    for path in ("/", "/page.css", "/page.js"):
        app.add_api_route(path, page, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/health", health)
    app.add_api_route("/health", health, methods=["HEAD"], include_in_schema=False)
    app.add_api_route("/predict", ask, methods=["POST"])
    return app


def page(request: Request) -> FileResponse:
    """Send the page with the form, or what it should look like, or what its button does."""
    return FileResponse(PAGE.parent / (request.url.path[1:] or PAGE.name))


def health(request: Request) -> Health:
    """Say that the service is alive; programs that watch it ask this again and again."""
    try:
        loaded(request)
    except HTTPException:
        return Health(model="missing")
    return Health(model="loaded")


def loaded(request: Request) -> BaseEstimator:
    """Return the model; read it from its file the first time. 503 if there is none."""
    state = request.app.state
    if state.model is None:
        try:
            state.model = predict.load_model(state.model_file)
        except models.ModelError as problem:
            log.warning(problem)  # names a path of this computer, which is nobody else's business
            raise HTTPException(503, "There is no model to ask. Run `uv run train`.") from None
    return state.model


def checked(loan: Loan) -> pd.DataFrame:
    """Return the loan as a table with one row, or raise DataError if a value makes no sense."""
    return data.check(pd.DataFrame([loan.model_dump()]), "request")


def ask(
    loans: Annotated[pd.DataFrame, Depends(checked)],
    model: Annotated[Any, Depends(loaded)],
) -> Answer:
    """Answer for one loan: POST /predict with the loan as JSON."""
    answer = predict.predict(model, loans).iloc[0]
    verdict: Literal["is paid back", "goes bad"] = "goes bad" if answer["bad"] else "is paid back"
    return Answer(probability=round(float(answer["probability"]), 4), verdict=verdict)


async def explain_types(request: Request, problem: Exception) -> JSONResponse:
    """Answer 422 to what is no `Loan`: a field too many or too few, a word for a number."""
    assert isinstance(problem, RequestValidationError)
    errors = {}
    for mistake in problem.errors():
        # `loc` leads to the mistake: ("body", "amount"), or just ("body",)
        field = ".".join(str(part) for part in mistake["loc"][1:])
        if mistake["type"] == "json_invalid":
            errors = {"body": f"is no valid JSON: {mistake['ctx']['error']}, at character {field}"}
            break
        if not field:
            sent = request.headers.get("content-type")
            errors = {"body": f"must be a JSON object, {TYPED} (here: {sent or 'no Content-Type'})"}
            break
        errors[field] = mistake["msg"]
    return refusal(errors)


async def explain_values(_: Request, problem: Exception) -> JSONResponse:
    """Answer 422 to a `Loan` with a value that makes no sense, such as a loan for 0 months."""
    assert isinstance(problem, tables.DataError)
    return refusal(problem.errors)


def refusal(errors: dict[str, str]) -> JSONResponse:
    """Return status 422 with a sentence for people and a remark on each wrong field."""
    field, what = next(iter(errors.items()))
    return JSONResponse({"detail": f"`{field}`: {what}.", "errors": errors}, 422)


def listen(wanted: int) -> socket.socket:
    """Take a port of this computer (0: any free one), or raise AppError saying why not."""
    try:
        return socket.create_server((HOST, wanted))
    except PermissionError:
        raise AppError(f"Port {wanted} is not for everybody. Try `--port 8000`.") from None
    except OSError:
        other = 8001 if wanted == 8000 else 8000
        message = f"Port {wanted} is taken by another program. Try `--port {other}`."
        raise AppError(message) from None


def port(text: str) -> int:
    """Return the port that a flag names; argparse tells the mistake if it is none."""
    if not (text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
    return int(text)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer until told to stop."""
    flags = argparse.ArgumentParser("app", description="Answer over HTTP, with a page at /.")
    flags.add_argument("--port", type=port, default=8000, help="0: any that is free")
    flags.add_argument("--model", type=Path, default=predict.MODEL, help="another model file")
    chosen = flags.parse_args(argv)
    with reported(), listen(chosen.port) as door:
        print(f"Open http://{HOST}:{door.getsockname()[1]} (Ctrl-C stops the service)", flush=True)
        config = uvicorn.Config(create_app(chosen.model))
        log.setLevel(logging.WARNING)  # one line for each request is enough to read
        uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main()
