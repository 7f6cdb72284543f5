"""One line of JSON for each request, with its id and with whose key it came.

A person can read a sentence; ten thousand sentences are for programs, which want fields. The lines
never hold what somebody asked: a log is copied, mailed and kept for years.
"""

import logging
import re
import sys
import time

import structlog
from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger

from ..service import problems
from ..service.redaction import redacted

CLIENT = "loans.client"  # where the guard leaves the name of the key's owner
# A caller may bring an id of its own, but not one that forges lines or floods the log.
ALLOWED = re.compile(r"[\w.-]{1,64}", re.ASCII)
BROKEN = "The fault is on this side; the log has the details at request {}."

log = structlog.stdlib.get_logger(__name__)


def _safe(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if "exception" in event:
        event["exception"] = redacted(event["exception"])
    return event


CHAIN: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", key="time"),
    structlog.processors.format_exc_info,
    _safe,
    structlog.processors.EventRenamer("message"),
]


class AccessLog:
    """Logs what became of each request, and turns an error nobody caught into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; its id stands in all that is logged meanwhile."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name, begun, status = correlation_id.get(), time.perf_counter(), 0
        structlog.contextvars.bind_contextvars(request_id=name)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            log.exception("error")
            if status:  # the answer is half on its way: nothing can be said any more
                raise
            await problems.problem(500, BROKEN.format(name))(scope, receive, noted)
        finally:
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round(1000 * (time.perf_counter() - begun), 1),
                client=scope.get(CLIENT),
            )


def install(app: FastAPI) -> None:
    """Log every request of the application to stderr."""
    app.add_middleware(AccessLog)
    app.add_middleware(
        CorrelationIdMiddleware, validator=lambda name: bool(ALLOWED.fullmatch(name))
    )
    structlog.configure(
        processors=[*CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    package = logging.getLogger(__package__.partition(".")[0])
    if not package.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                structlog.processors.JSONRenderer(), foreign_pre_chain=CHAIN
            )
        )
        package.addHandler(handler)
        package.setLevel(logging.INFO)
