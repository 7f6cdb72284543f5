"""Write one line of JSON for each event, with the id of the request that it belongs to.

A person can read a sentence; ten thousand sentences are for programs, which want fields. The lines
never hold what somebody asked: a log is copied, mailed and kept for years.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-request-id"
# A caller may bring an id of its own, but not one that forges lines or floods the log.
ALLOWED = re.compile(r"[\w.-]{1,64}", re.ASCII)
FIELDS = ("method", "path", "status", "ms")

log = logging.getLogger(__name__)
current: ContextVar[str | None] = ContextVar("current", default=None)


class JsonFormatter(logging.Formatter):
    """Turns a record into one line of JSON."""

    def __init__(self, fields: Sequence[str] = FIELDS) -> None:
        """Take the names of what may stand in a line beside its message."""
        super().__init__()
        self._fields = fields

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in self._fields if hasattr(record, name)}
        if request := current.get():
            line["request_id"] = request
        if record.exc_info:
            line["traceback"] = record.exc_text or self.formatException(record.exc_info)
        return json.dumps(line)


def install(level: int = logging.INFO) -> None:
    """Send everything that is logged to stderr as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=level, force=True)


class RequestLog:
    """Gives each request an id, returns it as a header, and logs what became of the request."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; an error that nobody caught becomes a 500 that names the id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER.encode(), b"").decode("latin-1")
        request = given if ALLOWED.fullmatch(given) else uuid4().hex
        token, begun, status = current.set(request), time.perf_counter(), 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER.encode(), request.encode())]
            await send(message)

        try:
            await self._app(scope, receive, named)
        except Exception:
            log.exception("error")
            if status:  # the answer is half on its way: nothing can be said any more
                raise
            await self.broken(request)(scope, receive, named)
        finally:
            log.info("request", extra=self.fields(scope, status, begun))
            current.reset(token)

    def broken(self, request: str) -> JSONResponse:
        """Return the answer to a request that we failed on."""
        detail = f"The fault is on this side; the log has the details at request {request}."
        return JSONResponse({"detail": detail}, 500)

    def fields(self, scope: Scope, status: int, begun: float) -> dict[str, Any]:
        """Return what the line says about a request that began at `begun`."""
        return {
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(1000 * (time.perf_counter() - begun), 1),
        }
