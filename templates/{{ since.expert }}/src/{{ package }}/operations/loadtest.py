"""Find out how many requests the service takes, and how long they wait.

Run it with `uv run loadtest`: it starts the service on a free port, lets Locust run locustfile.py
against it for ten seconds, and stops it. `--url` tests a service that runs already; test only your
own. Exit code: 0 if all went well, 3 if requests failed or `--p99` was missed, 1 if it could not be
measured.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .. import data, params
from ..errors import UserError, reported
from . import cases

REPORTS = data.ROOT / "reports"
LOCUSTFILE = data.ROOT / "locustfile.py"
PATIENCE = 120  # seconds that a service gets to start, or Locust to come and go
FAILED = 3  # the exit code
MOST_USERS, MOST_SECONDS = 200, 300


class LoadError(UserError):
    """A load test that measured nothing."""


class Load(NamedTuple):
    """How much to send."""

    users: int
    seconds: int
    rate: float = 0.0  # requests a second of all users together; 0 for as fast as they can
    rows: str = ""  # a pandas query; empty for all rows of the test set


def rows(query: str, seed: int) -> pd.DataFrame:
    """Return the rows of the test set that a pandas query picks, or all of them."""
    table = cases.test(seed)
    try:
        picked = table.query(query, engine="python") if query else table
    except Exception as problem:  # a query can be wrong in many ways
        raise LoadError(f"`{query}` is no condition on the rows: {problem}.") from None
    if picked.empty:
        raise LoadError(f"No row of the test set is `{query}`.")
    return picked


@contextmanager
def service() -> Iterator[str]:
    """Run the service on a free port of this computer and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    own = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    command = [sys.executable, "-m", f"{__package__.partition('.')[0]}.service.serve"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=own, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_until_ready(url, process)
            yield url
        finally:
            process.terminate()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            _get(f"{url}/ready")
            return
        except urllib.error.HTTPError as problem:
            reason = json.loads(problem.read())["detail"]
            raise LoadError(f"The service has no model. {reason}") from None
        except OSError:
            time.sleep(0.2)
    raise LoadError("The service did not start; `uv run serve` shows why.")


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.loads(answer.read())


def check(url: str) -> None:
    """Raise LoadError unless a service with a model answers there."""
    try:
        _get(f"{url}/ready")
    except (OSError, ValueError):
        raise LoadError(f"No service with a model answers at `{url}`.") from None


def measure(url: str, load: Load, reports: Path) -> dict[str, Any]:
    """Let Locust ask a service and write its reports, `loadtest*`; return what it found."""
    reports.mkdir(parents=True, exist_ok=True)
    base = reports / "loadtest"
    flags = {
        "locustfile": LOCUSTFILE,
        "host": url,
        "users": load.users,
        "spawn-rate": load.users,
        "run-time": f"{load.seconds}s",
        "rate": load.rate,
        "rows": load.rows,
        "html": f"{base}.html",
        "csv": base,
        "json-file": base,  # with `.json` behind it
        "exit-code-on-error": 0,  # failed requests are told below
        "loglevel": "ERROR",
    }
    command = [sys.executable, "-m", "locust", "--headless"]
    command += [f"--{name}={value}" for name, value in flags.items()]
    patience = load.seconds + PATIENCE
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        raise LoadError(f"Locust did not end within {patience} seconds.") from None
    if result.returncode:
        raise LoadError(f"Locust failed. {' '.join(result.stderr.split()[-50:])}")
    return summary(json.loads(base.with_suffix(".json").read_text(encoding="utf-8")), load)


def summary(entries: Sequence[dict[str, Any]], load: Load) -> dict[str, Any]:
    """Return throughput and milliseconds from Locust's entries, one for each path asked.

    Locust counts answers by whole milliseconds, by tens from 100 on and by hundreds from 1,000 on.
    """
    found = next((entry for entry in entries if entry["name"] == "/predict"), None)
    if found is None:
        raise LoadError(f"Not one request was answered within {load.seconds} s.")
    number, failed = found["num_requests"], found["num_failures"]
    if number == failed:
        raise LoadError(f"All {number} requests failed; `loadtest.html` says how.")
    counts = found["response_times"]
    times = np.repeat([float(ms) for ms in counts], list(counts.values()))
    percentile = partial(np.percentile, method="inverted_cdf")  # one of the times, as Locust's
    return {
        "users": load.users,
        "wanted_rate": load.rate,
        "requests": number,
        "failed": failed,
        "requests_per_second": round((number - failed) / load.seconds, 1),
        "mean_ms": found["total_response_time"] / number,
        **{f"p{share}_ms": float(percentile(times, share)) for share in (50, 99)},
    }


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("loadtest", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--url", help="a service that runs already; default: start one")
    add("--users", type=within(1, MOST_USERS, int), default=16, help="at once; default: 16")
    add("--seconds", type=within(1, MOST_SECONDS, int), default=10, help="default: 10")
    add("--rate", type=float, default=0.0, help="requests a second; default: as many as it takes")
    add("--rows", default="", help="send only the rows that this pandas query picks")
    add("--p99", type=float, help="fail if 1 %% of the answers take longer, in milliseconds")
    add("--reports", type=Path, default=REPORTS, help="where Locust's reports go")
    return flags


def within(least: float, most: float, kind: type[float] = float) -> Callable[[str], float]:
    """Return what reads the number of a flag and refuses one that is out of bounds."""

    def number(text: str) -> float:
        value = kind(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be from {least:g} to {most:g}")
        return value

    return number


def main(argv: Sequence[str] | None = None) -> None:
    """Send, measure, and tell by the exit code."""
    flags = parser().parse_args(argv)
    load = Load(flags.users, flags.seconds, max(flags.rate, 0.0), flags.rows)
    with reported():
        rows(load.rows, params.load().seed)  # a query that makes no sense is told at once
        if flags.url:
            check(flags.url)
        with nullcontext(flags.url) if flags.url else service() as url:
            found = measure(url.rstrip("/"), load, flags.reports)
    print(f"{found['requests_per_second']:,.0f} requests a second from {load.users} users")
    print(f"half of them answered in {found['p50_ms']:g} ms, 99 % in {found['p99_ms']:g} ms")
    print(f"\nLocust's report: {flags.reports.name}/loadtest.html")
    if found["failed"]:
        print(f"{found['failed']} requests failed.")
    elif flags.p99 and found["p99_ms"] > flags.p99:
        print(f"p99 is {found['p99_ms']:g} ms, above {flags.p99:g} ms.")
    else:
        return
    sys.exit(FAILED)


if __name__ == "__main__":
    main()
