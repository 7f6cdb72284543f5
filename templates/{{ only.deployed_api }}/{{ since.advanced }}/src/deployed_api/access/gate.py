"""The gate: who asks, how often, and a line in the log about what became of it.

An extension: `serve` finds it by its entry point in pyproject.toml. Without any key only this
computer may ask; a service that listens to others and has no keys answers nobody.

Environment: as keys.py says, and RATE (requests a second for each caller; default: 20 once there
are keys, else no limit), BURST (how many of them at once; default: twice RATE).
"""

import ipaddress
import os
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import UserError
from ..service import journal, problems
from . import keys, ratelimit

RATE = 20.0  # requests a second
# The page itself, and what watches over the service. All else wants a key, unknown paths too.
# The proxy in front keeps /metrics inside; Prometheus asks from there and has no key.
OPEN = {"/", "/openapi.json", "/metrics"}
OPEN |= {"/health", "/ready", "/v2/health/live", "/v2/health/ready"}
STATIC = "/static/"
Describe = Callable[[], dict[str, Any]]
CHALLENGE = 'Bearer realm="loans"'
NO_KEY = "Send a key: `Authorization: Bearer ...`."
BAD_KEY = "This key is not known here, or it has run out."
NO_KEYS_YET = "This service has no keys yet, so it answers this computer only. `uv run keys add`"


class Gate:
    """Lets a request through, or answers 401 or 429 in the place of the application."""

    def __init__(self, app: ASGIApp, ring: keys.Ring, local: bool, limit: float | None) -> None:
        """Wrap an application; `local` says that only this computer can reach it."""
        self._app, self._ring, self._local, self._rate = app, ring, local, limit
        self._limiter: ratelimit.Limiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["path"] in OPEN or scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        secret = _secret(scope)
        key = self._ring.find(secret) if secret else None
        if key:
            scope[journal.CLIENT] = key.name
        told = {}
        if limiter := self._limits():
            # Strangers are counted by address, so that nobody can try keys without end.
            grant = limiter.take(key.sha256 if key else _address(scope))
            told = limiter.headers(grant)
            if not grant.allowed:
                busy = f"More than {limiter.rate:g} requests a second; wait {grant.wait} s."
                await _refuse(429, busy, told)(scope, receive, send)
                return
        if key is None and (self._ring.closed or not self._local):
            await self._unknown(secret, told)(scope, receive, send)
            return
        await self._app(scope, receive, _adding(told, send))

    def _limits(self) -> ratelimit.Limiter | None:
        rate = RATE if self._rate is None and self._ring.closed else self._rate
        if rate and self._limiter is None:
            self._limiter = ratelimit.Limiter(rate, burst(rate))
        return self._limiter

    def _unknown(self, secret: str, told: dict[str, str]) -> JSONResponse:
        if not self._ring.closed:
            return _refuse(401, NO_KEYS_YET, told | {"www-authenticate": CHALLENGE})
        if not secret:
            return _refuse(401, NO_KEY, told | {"www-authenticate": CHALLENGE})
        wrong = f'{CHALLENGE}, error="invalid_token"'
        return _refuse(401, BAD_KEY, told | {"www-authenticate": wrong})


def _secret(scope: Scope) -> str:
    given: bytes = dict(scope["headers"]).get(b"authorization", b"")
    scheme, _, secret = given.decode("latin-1").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ["unknown"])[0])


def _refuse(status: int, detail: str, headers: dict[str, str]) -> JSONResponse:
    response = problems.problem(status, detail)
    response.headers.update(problems.HEADERS | headers)
    return response


def _adding(headers: dict[str, str], send: Send) -> Send:
    extra = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def added(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return added


def burst(rate: float) -> int:
    """Return how many requests may come at once."""
    return max(1, int(_number("BURST") or 2 * rate))


def _number(name: str) -> float | None:
    text = os.environ.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise UserError(f"The environment variable {name} must be a number, 0 or more.")
    return value


def local(host: str) -> bool:
    """Say whether an address to listen at can be reached from this computer only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def install(app: FastAPI) -> None:
    """Put the gate around the application, and the journal around the gate."""
    ring, reach, rate = keys.from_environment(), local(app.state.settings.host), _number("RATE")
    burst(rate or RATE)  # a number that makes no sense is told now, not at the first request
    app.add_middleware(Gate, ring=ring, local=reach, limit=rate)
    journal.install(app)
    app.openapi = _described(app.openapi, ring)  # type: ignore[method-assign]


def _described(plain: Describe, ring: keys.Ring) -> Describe:
    """Add to the description for programs what the gate may say, and that it wants a key."""

    def openapi() -> dict[str, Any]:
        described = plain()
        for path, methods in described["paths"].items():
            for operation in methods.values() if path not in OPEN else ():
                operation["responses"] |= _responses()
                if ring.closed:
                    operation["security"] = [{"key": []}]
        if ring.closed:
            schemes = described.setdefault("components", {}).setdefault("securitySchemes", {})
            schemes["key"] = {"type": "http", "scheme": "bearer"}
        return described

    return openapi


def _responses() -> dict[str, Any]:
    return {str(code): said for code, said in problems.responses(401, 429).items()}
