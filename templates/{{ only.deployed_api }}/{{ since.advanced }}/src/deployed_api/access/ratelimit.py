"""How often somebody may ask: a bucket of tokens for each caller, refilled at a steady pace.

A request takes a token out of its caller's bucket. The bucket's size says how many may come at
once, the pace how many in the long run. Memory is bounded: the buckets least used are forgotten.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

MOST = 10_000  # buckets that are kept


@dataclass
class Bucket:
    """The tokens of one caller, as of the moment `at` (seconds of the clock)."""

    tokens: float
    at: float


@dataclass(frozen=True)
class Grant:
    """What became of a request for a token."""

    allowed: bool
    left: int  # whole tokens in the bucket
    wait: int  # seconds until there is a whole token again; 0 if there is one


class Limiter:
    """Gives out tokens. Not for several threads: it belongs to the event loop."""

    def __init__(
        self,
        rate: float,
        burst: int,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow `rate` requests a second to each caller, `burst` of them at once."""
        self.rate, self.burst = rate, burst
        self._most, self._clock = most, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()  # the least used first

    def take(self, caller: str) -> Grant:
        """Take a token out of a caller's bucket, if one is in it."""
        bucket, moment = self._bucket(caller), self._clock()
        refilled = bucket.tokens + (moment - bucket.at) * self.rate
        bucket.tokens, bucket.at = min(refilled, self.burst), moment
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        wait = max(0.0, 1 - bucket.tokens) / self.rate
        return Grant(allowed, int(bucket.tokens), ceil(wait))

    def _bucket(self, caller: str) -> Bucket:
        found = self._buckets.get(caller)
        if found is None:
            found = self._buckets[caller] = Bucket(self.burst, self._clock())
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(caller)
        return found

    def headers(self, grant: Grant) -> dict[str, str]:
        """Return what a caller is told about the limit.

        Source: the IETF's draft "RateLimit header fields for HTTP" (q: how many, w: in how many
        seconds, r: how many are left, t: seconds until there are more).
        """
        window = ceil(self.burst / self.rate)
        told = {
            "ratelimit-policy": f'"caller";q={self.burst};w={window}',
            "ratelimit": f'"caller";r={grant.left};t={grant.wait}',
        }
        return told if grant.allowed else told | {"retry-after": str(grant.wait)}
