"""Find out how many requests the service takes, and how long they wait.

Run it with `uv run loadtest`: it starts the service on a free port, lets Locust run locustfile.py
against it for ten seconds, and stops it. `--url` tests a service that runs already; test only your
own. Exit code: 0 if all went well, 3 if requests failed or `--p99` was missed, 1 if it could not be
measured.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from .. import data, params
from ..analysis.programs import REPORTS, within
from ..errors import UserError, reported
from . import cases

LOCUSTFILE = data.ROOT / "locustfile.py"
SERVE = f"{__package__.partition('.')[0]}.service.serve"
PATIENCE = 240  # seconds that a server gets to start
FAILED = 3  # the exit code
MOST_USERS, MOST_SECONDS = 200, 300
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy


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


def free_port() -> int:
    """Return a port of this computer that nobody listens at."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


@contextmanager
def running(
    command: Sequence[str], probe: str, own: Mapping[str, str], said: Any = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server, `python -m COMMAND` with settings of its own; give it once `probe` answers."""
    whole, end = [sys.executable, "-m", *command], time.monotonic() + PATIENCE
    with subprocess.Popen(whole, env={**os.environ, **own}, stdout=said, stderr=said) as process:
        try:
            wait_for(probe, lambda: process.poll() is None and time.monotonic() < end)
            yield process
        finally:
            process.terminate()


@contextmanager
def service() -> Iterator[str]:
    """Run the service on a free port of this computer and give its address."""
    port = free_port()
    url, own = f"http://127.0.0.1:{port}", {"HOST": "127.0.0.1", "PORT": str(port)}
    with running([SERVE], f"{url}/ready", own):
        yield url


def wait_for(probe: str, coming: Callable[[], bool] = lambda: False) -> None:
    """Wait for an answer as long as a server is `coming`; LoadError if none comes, or no model."""
    while True:
        try:
            direct.open(probe, timeout=5).close()
            return
        except urllib.error.HTTPError as problem:
            said = problem.read(1000).decode(errors="replace")
            reason = said.partition('"detail":"')[2].partition('"')[0] or problem
            raise LoadError(f"The service has no model. {reason}") from None
        except (OSError, ValueError):
            if not coming():
                raise LoadError(f"No service answers at `{probe}`.") from None
            time.sleep(0.2)


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
        "exit-code-on-error": 0,  # failed requests are told below
        "loglevel": "ERROR",
    }
    command = [sys.executable, "-m", "locust", "--headless"]
    command += [f"--{name}={value}" for name, value in flags.items()]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise LoadError(f"Locust failed. {' '.join(result.stderr.split()[-50:])}")
    return summary(pd.read_csv(f"{base}_stats.csv", index_col="Name"), load)


def summary(stats: pd.DataFrame, load: Load) -> dict[str, Any]:
    """Return throughput and milliseconds from Locust's table, a row for each path asked."""
    if "/predict" not in stats.index:
        raise LoadError(f"Not one request was answered within {load.seconds} s.")
    found = stats.loc["/predict"]
    number, failed = int(found["Request Count"]), int(found["Failure Count"])
    if number == failed:
        raise LoadError(f"All {number} requests failed; `loadtest.html` says how.")
    return {
        "users": load.users,
        "wanted_rate": load.rate,
        "requests": number,
        "failed": failed,
        "requests_per_second": round((number - failed) / load.seconds, 1),
        "mean_ms": float(found["Average Response Time"]),
        **{f"p{share}_ms": float(found[f"{share}%"]) for share in (50, 99)},
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Send, measure, and tell by the exit code."""
    parser = argparse.ArgumentParser("loadtest", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--url", help="a service that runs already; default: start one")
    add("--users", type=within(1, MOST_USERS, int), default=16, help="at once; default: 16")
    add("--seconds", type=within(1, MOST_SECONDS, int), default=10, help="default: 10")
    add("--rate", type=float, default=0.0, help="requests a second; default: as many as it takes")
    add("--rows", default="", help="send only the rows that this pandas query picks")
    add("--p99", type=float, help="fail if 1 %% of the answers take longer, in milliseconds")
    add("--reports", type=Path, default=REPORTS, help="where Locust's reports go")
    flags = parser.parse_args(argv)
    load = Load(flags.users, flags.seconds, max(flags.rate, 0.0), flags.rows)
    with reported():
        rows(load.rows, params.load().seed)  # a query that makes no sense is told at once
        if flags.url:
            wait_for(f"{flags.url}/ready")
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
