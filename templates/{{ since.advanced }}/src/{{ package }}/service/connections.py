"""Cut off requests that are begun and never finished; uvicorn would wait for them for ever.

A few hundred of them ("Slowloris") use up all the connections that a process may have.
"""

import asyncio
from itertools import count
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ARRIVAL = 20.0  # seconds in which a request has to arrive, its body included
MOST = 200  # requests that may be arriving at once; for one more, the oldest has to go


class Connection(HttpToolsProtocol):
    """A connection that is closed unless its request arrives in time."""

    _deadline: asyncio.TimerHandle | None = None
    _place = 0  # among all that ever waited; the clock has too few digits to tell who was first
    _places = count()

    def connection_made(self, transport: Any) -> None:
        """Begin to wait: who opens a connection has something to ask."""
        super().connection_made(transport)
        self._expect()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a request."""
        super().on_message_begin()
        self._expect()

    def on_message_complete(self) -> None:
        """Wait no more: the request is here."""
        self._arrived()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more: nothing will come."""
        self._arrived()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(ARRIVAL, self._cut_off)
            self._place = next(self._places)
        if len(self.connections) > MOST:
            known = (each for each in self.connections if isinstance(each, Connection))
            waiting = [each for each in known if each._deadline]
            if len(waiting) > MOST:
                min(waiting, key=lambda each: each._place)._cut_off()

    def _arrived(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _cut_off(self) -> None:
        self._arrived()
        self.transport.abort()
