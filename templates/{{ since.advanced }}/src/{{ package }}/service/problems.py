"""What the API says when it cannot answer, and the limits it keeps.

Every error has the same form: "problem details" as in RFC 9457.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi import Request as Http
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEDIA = "application/problem+json"
TITLES = {
    400: "The body cannot be read",
    401: "Nobody the service knows",
    404: "There is nothing here",
    405: "Not done that way",
    413: "Too large",
    422: "The request does not make sense",
    429: "Too many requests",
    500: "Something broke here",
    503: "Not ready",
}
# The page may load what this server sends and nothing else, and no page may frame it.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Problem(BaseModel):
    """What went wrong; `errors` has one line for each field at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: dict[str, str] = {}


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the part of an OpenAPI description that documents these errors."""
    content = {MEDIA: {"schema": Problem.model_json_schema()}}
    return {code: {"description": TITLES[code], "content": content} for code in codes}


def install(app: FastAPI, max_body_bytes: int) -> None:
    """Make the application answer every error with a problem, and keep the limits."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, limit=max_body_bytes)


class Guard:
    """Refuses bodies above a limit, declared or not, and adds the headers that protect people."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap an application."""
        self._app, self._limit = app, limit
        self._headers = [(key.encode(), value.encode()) for key, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413, self._too_large)
            return message

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._limit:
            await problem(413, self._too_large)(scope, receive, protected)
        else:
            await self._app(scope, counted, protected)

    @property
    def _too_large(self) -> str:
        return f"The body may have {self._limit:,} bytes."


def problem(status: int, detail: str, errors: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem as a response."""
    title = TITLES.get(status, "Refused")
    body = Problem(title=title, status=status, detail=detail, errors=dict(errors or {}))
    return JSONResponse(body.model_dump(), status, media_type=MEDIA)


async def _refused(_: Http, cause: Exception) -> JSONResponse:
    assert isinstance(cause, HTTPException)
    response = problem(cause.status_code, cause.detail)
    response.headers.update(cause.headers or {})
    return response


async def _invalid(http: Http, cause: Exception) -> JSONResponse:
    assert isinstance(cause, RequestValidationError)
    sent = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    errors = {}
    for error in cause.errors():
        place, said = _where(error["loc"]), _what(error["msg"])
        if error.get("type") == "json_invalid":
            said = f"is no valid JSON: {error['ctx']['error']}, at character {place}"
            place = "body"
        elif tuple(error["loc"]) == ("body",) and not sent.endswith(("/json", "+json")):
            said = "must be JSON, sent with the header `Content-Type: application/json`"
        errors[place] = said
    first, what = next(iter(errors.items()))
    return problem(422, f"`{first}`: {what}.", errors)


async def _broken(_: Http, cause: Exception) -> JSONResponse:
    return problem(500, "The fault is on this side; the log has the details.")


def _what(message: str) -> str:
    return message.removeprefix("Value error, ")  # what Pydantic puts before a check of our own


def _where(place: Sequence[str | int]) -> str:
    parts = [str(part) for part in place[1:]] or ["body"]
    # A name that is no valid Unicode would break the answer that complains about it.
    return ".".join(parts).encode("ascii", "backslashreplace").decode()[:100]
