"""How many pixels a request may unfold: a few KB of a picture file can hold millions of them."""

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from ..data import DataError

MOST = 4_000_000  # in all pictures of a request together: less than a second of work
_left: ContextVar[int | None] = ContextVar("left", default=None)  # of the request that runs here


class PerRequest:
    """Gives each request a budget of its own."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        _left.set(MOST)  # each request is a task, and each task has its own value
        await self._app(scope, receive, send)


def spend(pixels: int) -> None:
    """Take pixels from the budget before they are unfolded; DataError if it has not so many.

    Outside of a request every picture stands for itself.
    """
    left = _left.get()
    if pixels > (MOST if left is None else left):
        raise DataError(
            f"The pictures of a request may have {MOST:,} pixels in all; send a photo as a file."
        )
    if left is not None:
        _left.set(left - pixels)
