"""What a simulated user does: send one case after the other.

Locust runs this file for `uv run loadtest`; nothing imports it, since Locust rewires the whole
process. Environment: LOADTEST_BODIES (a file, one request a line), LOADTEST_RATE (requests a second
of one user, 0 for as fast as it can), LOADTEST_RECORD (the file to write).
"""

import json
import os
import random
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant, constant_throughput, events, task

BODIES = Path(os.environ["LOADTEST_BODIES"]).read_text(encoding="utf-8").splitlines()
RATE = float(os.environ["LOADTEST_RATE"])
JSON = {"Content-Type": "application/json"}

seen: list[tuple[float, float, bool]] = []  # when it began (Unix time), milliseconds, answered?


class Visitor(FastHttpUser):
    """Asks about one case after the other."""

    wait_time = constant_throughput(RATE) if RATE else constant(0)

    @task
    def ask(self) -> None:
        """Send one of the cases."""
        self.client.post("/predict", data=random.choice(BODIES), headers=JSON)


def note(start_time: float, response_time: float, exception: Exception | None, **_: Any) -> None:
    """Remember how a request went; Locust itself keeps whole milliseconds only."""
    seen.append((start_time, response_time, exception is None))


def write(**_: Any) -> None:
    """Leave the record for `loadtest`."""
    Path(os.environ["LOADTEST_RECORD"]).write_text(json.dumps(seen), encoding="utf-8")


events.request.add_listener(note)  # type: ignore[no-untyped-call]
events.quitting.add_listener(write)  # type: ignore[no-untyped-call]
