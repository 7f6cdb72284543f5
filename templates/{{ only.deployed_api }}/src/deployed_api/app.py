"""A small service: the trained model answers questions over HTTP, and shows a page to people.

Run it with `uv run app`, then open the address that it prints. Ctrl-C stops it.

FastAPI turns the JSON of a question into a `Loan`, `loaded` finds the model, `ask` answers, and
FastAPI turns the `Answer` into JSON. What goes wrong becomes a status code and a sentence.
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

from . import models, predict
from .errors import UserError, reported
from .form import Loan

HOST = "127.0.0.1"  # this computer: nobody on the network can ask
PAGE = Path(__file__).parent / "page.html"

log = logging.getLogger("uvicorn.error")  # what the server tells in its terminal


class Answer(BaseModel):
    """What the model says about a loan."""

    probability: float = Field(description="that the loan goes bad, from 0 to 1")
    verdict: Literal["is paid back", "goes bad"] = Field(description="bad from 0.5 on")


def create_app(model_file: Path = predict.MODEL) -> FastAPI:
    """Return the service; it looks for its model in `model_file` when it is first asked."""
    # FastAPI's own pages at /docs load scripts from another host; /openapi.json stays.
    app = FastAPI(title="Will this loan be paid back?", docs_url=None, redoc_url=None)
    app.state.model_file, app.state.model = model_file, None  # what is kept between questions
    app.add_exception_handler(RequestValidationError, explain)
    # HEAD is GET without a body: some programs watch a service with it.
    for path in ("/", "/page.css", "/page.js"):
        app.add_api_route(path, page, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_api_route("/health", health)
    app.add_api_route("/health", health, methods=["HEAD"], include_in_schema=False)
    app.add_api_route("/predict", ask, methods=["POST"])  # FastAPI reads the types of `ask`
    return app


def page(request: Request) -> FileResponse:
    """Send the page with the form, or what it should look like, or what its button does."""
    return FileResponse(PAGE.parent / (request.url.path[1:] or PAGE.name))


def health(request: Request) -> dict[str, str]:
    """Say that the service is alive; programs that watch it ask this again and again."""
    try:
        loaded(request)
    except HTTPException:
        return {"status": "ok", "model": "missing"}
    return {"status": "ok", "model": "loaded"}


def loaded(request: Request) -> BaseEstimator:
    """Return the model; read it from its file the first time. 503 if there is none."""
    state = request.app.state
    if state.model is None:
        try:
            state.model = predict.load_model(state.model_file)  # kept for the next question
        except models.ModelError as problem:
            log.warning(problem)  # names a path of this computer, which is nobody else's business
            raise HTTPException(503, "There is no model to ask. Run `uv run train`.") from None
    return state.model


def ask(loan: Loan, model: Annotated[Any, Depends(loaded)]) -> Answer:
    """Answer for one loan: POST /predict with the loan as JSON."""
    # A table of one row: the model takes loans by the hundred as well.
    answer = predict.predict(model, pd.DataFrame([loan.model_dump()])).iloc[0]
    verdict: Literal["is paid back", "goes bad"] = "goes bad" if answer["bad"] else "is paid back"
    return Answer(probability=round(float(answer["probability"]), 4), verdict=verdict)


async def explain(request: Request, problem: Exception) -> JSONResponse:
    """Answer 422 to what is no `Loan`, with a sentence and a remark on each field that is wrong."""
    assert isinstance(problem, RequestValidationError)
    errors = {}
    for mistake in problem.errors():
        # `loc` leads to the mistake: ("body", "amount"), or just ("body",)
        field = ".".join(str(part) for part in mistake["loc"][1:]) or "body"
        errors[field] = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "json_invalid":
            errors = {"body": f"is no valid JSON: {mistake['ctx']['error']}, at character {field}"}
        elif field == "body" and mistake["type"] in ("missing", "model_attributes_type"):
            sent = request.headers.get("content-type", "none")
            header = "with the header `Content-Type: application/json`"
            errors = {"body": f"must be a JSON object, sent {header} (yours: {sent})"}
    field, what = next(iter(errors.items()))
    return JSONResponse({"detail": f"`{field}`: {what}.", "errors": errors}, 422)


def listen(port: int) -> socket.socket:
    """Take a port of this computer (0: any free one), or say why that is not possible."""
    try:
        return socket.create_server((HOST, port))
    except OSError:  # ports below 1024 are for the system alone
        message = f"Port {port} is taken by another program, or not for everybody."
        raise UserError(f"{message} Try another one: `--port 8123`.") from None


def main(argv: Sequence[str] | None = None) -> None:
    """Answer until told to stop."""
    flags = argparse.ArgumentParser("app", description="Answer over HTTP, with a page at /.")
    flags.add_argument("--port", type=int, default=8000, help="0: any that is free")
    flags.add_argument("--model", type=Path, default=predict.MODEL, help="another model file")
    chosen = flags.parse_args(argv)
    if not 0 <= chosen.port < 65536:
        flags.error("argument --port: must be a number from 0 to 65535")
    with reported(), listen(chosen.port) as door:
        print(f"Open http://{HOST}:{door.getsockname()[1]} (Ctrl-C stops the service)", flush=True)
        log.setLevel(logging.WARNING)  # one line for each request is enough to read
        uvicorn.Server(uvicorn.Config(create_app(chosen.model))).run(sockets=[door])


if __name__ == "__main__":
    main()
