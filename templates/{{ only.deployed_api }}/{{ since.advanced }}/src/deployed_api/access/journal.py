"""One line of JSON for each request, with its id and with whose key it came.

It goes on from logs.py: the same lines, and every error is a problem document.
"""

import logging
import sys
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import Scope

from ..api import logs
from ..service import problems

CLIENT = "loans.client"  # where the guard leaves the name of the key's owner
FIELDS = (*logs.FIELDS, "client")


class Journal(logs.RequestLog):
    """Gives each request an id, and logs what became of it."""

    def fields(self, scope: Scope, status: int, begun: float) -> dict[str, Any]:
        """Return what the line says; never what was asked, and never a key."""
        return super().fields(scope, status, begun) | {"client": scope.get(CLIENT)}

    def broken(self, request: str) -> JSONResponse:
        """Return the problem document for a request that we failed on."""
        return problems.problem(
            500, f"The fault is on this side; the log has the details at request {request}."
        )


def install(app: FastAPI) -> None:
    """Log every request of the application to stderr."""
    app.add_middleware(Journal)
    package = logging.getLogger(__package__.partition(".")[0])
    if not package.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logs.JsonFormatter(FIELDS))
        package.addHandler(handler)
        package.setLevel(logging.INFO)
