"""Who asks, and how often: what every question has to pass before it is answered.

An extension: `serve` finds it by its entry point in pyproject.toml. Without any key only this
computer may ask; a service that listens to others and has no keys answers nobody.
"""

import ipaddress
import time
from math import ceil
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ..service import settings
from . import journal, keys

LIMIT = parse("40 per 2 seconds")  # for each caller, once there are keys
CHALLENGE = 'Bearer realm="loans"'
NO_KEY = "Send a key: `Authorization: Bearer ...`."
BAD_KEY = "This key is not known here, or it has run out."
NO_KEYS_YET = "This service has no keys yet, so it answers this computer only. `uv run keys add`"

bearer = HTTPBearer(scheme_name="key", auto_error=False)
Given = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


class Access(BaseSettings):
    """What can be set from outside."""

    model_config = SettingsConfigDict(frozen=True)

    api_keys: SecretStr = SecretStr("")  # fingerprints, but somebody may put a key there
    api_keys_file: str = str(keys.FILE)
    rate_limit: str | None = None  # as in "40 per 2 seconds"; empty: no limit; not set: LIMIT

    @field_validator("rate_limit")
    @classmethod
    def _understood(cls, limit: str | None) -> str | None:
        if limit:
            parse(limit)
        return limit


class Guard:
    """Knows the keys and counts the callers."""

    def __init__(self, chosen: Access, local: bool) -> None:
        """Read the keys; `local` says that only this computer can reach the service."""
        self.ring = keys.Ring.of(chosen.api_keys.get_secret_value(), chosen.api_keys_file)
        self._local, self._by_default = local, chosen.rate_limit is None
        self._limit = parse(chosen.rate_limit) if chosen.rate_limit else None
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def admit(self, secret: str, address: str) -> tuple[keys.Key | None, dict[str, str]]:
        """Return whose key it is and the headers about the limit; HTTPException: no answer."""
        key = self.ring.find(secret) if secret else None
        # Strangers are counted by address, so that nobody can try keys without end.
        told = self._counted(key.sha256 if key else address)
        if key or (self._local and not self.ring.closed):
            return key, told
        if not self.ring.closed:
            raise _unknown(NO_KEYS_YET, told)
        if secret:
            raise _unknown(BAD_KEY, told, ', error="invalid_token"')
        raise _unknown(NO_KEY, told)

    def _counted(self, caller: str) -> dict[str, str]:
        limit = self.limit()
        if limit is None:
            return {}
        allowed = self._limiter.hit(limit, caller)
        stats = self._limiter.get_window_stats(limit, caller)
        told = {
            # as in the IETF's draft: q requests in w seconds, r of them are left
            "ratelimit-policy": f'"caller";q={limit.amount};w={limit.get_expiry()}',
            "ratelimit": f'"caller";r={stats.remaining}',
        }
        if not allowed:
            wait = max(1, ceil(stats.reset_time - time.time()))
            raise HTTPException(
                429, f"More than {limit}; wait {wait} s.", told | {"retry-after": str(wait)}
            )
        return told

    def limit(self) -> RateLimitItem | None:
        """Return how often each caller may ask; None: as often as they like."""
        return LIMIT if self._by_default and self.ring.closed else self._limit


def _unknown(detail: str, told: dict[str, str], error: str = "") -> HTTPException:
    return HTTPException(401, detail, {**told, "www-authenticate": CHALLENGE + error})


async def caller(request: Request, response: Response, given: Given) -> None:
    """Let nobody pass without a key, once there are keys, and nobody too often."""
    guard: Guard = request.app.state.guard
    address = request.client.host if request.client else "unknown"
    key, told = guard.admit(given.credentials if given else "", address)
    response.headers.update(told)
    if key:
        request.scope[journal.CLIENT] = key.name


async def silent_caller(request: Request, response: Response) -> None:
    """Do the same, without a word about it in the description of a service that has no keys."""
    await caller(request, response, await bearer(request))


def local(host: str) -> bool:
    """Say whether an address to listen at can be reached from this computer only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def install(app: FastAPI) -> None:
    """Put the guard before every question; the page and the probes have none."""
    guard = app.state.guard = Guard(settings.load(Access), local(app.state.settings.host))
    # first of all: whoever decides next may want to know who asks
    app.state.guards.insert(0, Depends(caller if guard.ring.closed else silent_caller))
