"""Find out how many requests the service takes, and how long they wait.

Run it with `uv run loadtest`: it starts the service on a free port, sends rows of the test set for
ten seconds, and stops it. `--url` tests a service that runs already; test only your own. Exit code:
0 if all went well, 3 if requests failed or `--p99` was missed, 1 if it could not be measured.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from .. import data, params
from ..analysis import charts
from ..errors import UserError, reported
from . import cases

REPORTS = data.ROOT / "reports"
VISITORS = Path(__file__).with_name("visitors.py")
WARM_UP = 1.0  # seconds at the beginning that do not count: the users are only arriving
SLACK = 3  # seconds that Locust runs longer, so that the ones that count are whole
PATIENCE = 60  # seconds that a service gets to start
FAILED = 3  # the exit code
MOST_USERS, MOST_SECONDS = 200, 300


class LoadError(UserError):
    """A load test that measured nothing."""


class Load(NamedTuple):
    """How much to send."""

    users: int
    seconds: int
    rate: float  # requests a second of all users together; 0 for as fast as they can


def rows(query: str | None, seed: int) -> pd.DataFrame:
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


def version(url: str) -> str:
    """Return which version of the model answers there, or raise LoadError."""
    try:
        return str(_get(f"{url}/model")["model_version"])
    except (OSError, ValueError, KeyError):
        raise LoadError(f"No service with a model answers at `{url}`.") from None


def send(url: str, table: pd.DataFrame, load: Load) -> pd.DataFrame:
    """Let Locust send the rows in random order; return one line a request.

    Columns: `second` since the start, `ms` until the answer was there, `ok`.
    """
    for slack in (SLACK, 5 * SLACK):  # on a busy computer Locust takes its time to begin
        requests = _counted(_sent(url, table, load, slack), load)
        if not requests.empty:
            return requests
    raise LoadError("Not one request was sent in time: this computer is too busy.")


def _sent(url: str, table: pd.DataFrame, load: Load, slack: int) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        bodies, record = Path(folder) / "bodies", Path(folder) / "record"
        lines = [json.dumps(body) for body in cases.bodies(table)]
        bodies.write_text("\n".join(lines), encoding="utf-8")
        own = os.environ | {
            "LOADTEST_BODIES": str(bodies),
            "LOADTEST_RECORD": str(record),
            "LOADTEST_RATE": str(load.rate / load.users),
        }
        command = _locust(url, load, slack)
        result = subprocess.run(command, env=own, capture_output=True, text=True)
        if not record.exists():
            raise LoadError(f"Locust failed. {' '.join(result.stderr.split()[-50:])}")
        seen: list[Any] = json.loads(record.read_text(encoding="utf-8"))
    return seen


def _counted(seen: Sequence[Any], load: Load) -> pd.DataFrame:
    """Leave out the warming up, and a last second that is not whole: it would mislead."""
    requests = pd.DataFrame(seen, columns=["start", "ms", "ok"])
    requests["second"] = requests["start"] - requests["start"].min() - WARM_UP
    last = requests["second"].max() if seen else 0.0
    whole = min(load.seconds, int(last))
    return requests[requests["second"].between(0, whole, inclusive="left")]


def _locust(url: str, load: Load, slack: int) -> list[str]:
    command = f"-m locust --headless --only-summary --loglevel ERROR --host {url}"
    size = f"--users {load.users} --spawn-rate {load.users} --run-time {load.seconds + slack}s"
    return [sys.executable, *command.split(), *size.split(), "--locustfile", str(VISITORS)]


def summary(requests: pd.DataFrame, load: Load) -> dict[str, Any]:
    """Return throughput and waiting times; the times are those of answered requests."""
    answered = requests[requests["ok"]]
    if answered.empty:
        raise LoadError("Not one request was answered.")
    times, seconds = answered["ms"].to_numpy(), int(requests["second"].max()) + 1
    return {
        "users": load.users,
        "seconds": seconds,
        "wanted_rate": load.rate or None,
        "requests": len(requests),
        "failed": int((~requests["ok"]).sum()),
        "requests_per_second": round(len(answered) / seconds, 1),
        **{f"p{q}_ms": round(float(np.percentile(times, q)), 2) for q in (50, 90, 99)},
        "longest_ms": round(float(times.max()), 2),
    }


def figure(requests: pd.DataFrame, found: Mapping[str, Any]) -> Figure:
    """Show requests and waiting times, second by second."""
    answered = requests[requests["ok"]]
    seconds = answered.groupby(answered["second"].astype(int))["ms"]
    about = f"{found['users']} users at once, {found['requests']:,} requests"
    picture = charts.frame("How much does the service take?", about, height=5.6)
    upper, lower = picture.subplots(2, sharex=True)
    upper.plot(seconds.size().index, seconds.size(), color=charts.GOOD, linewidth=2)
    upper.set_ylim(bottom=0)
    upper.set_ylabel("answers a second")
    for share, colour in ((0.5, charts.GOOD), (0.99, charts.BAD)):
        line = seconds.quantile(share)
        lower.plot(line.index, line, color=colour, linewidth=2, label=f"p{100 * share:.0f}")
    lower.set_ylim(0, 1.35 * float(seconds.quantile(0.99).max()))  # room for the legend
    lower.set_ylabel("milliseconds")
    lower.set_xlabel("second")
    for axes in (upper, lower):
        charts.tidy(axes)
    lower.legend(loc="upper right", ncols=2, facecolor="white", edgecolor="none", framealpha=1)
    return picture


def markdown(found: Mapping[str, Any]) -> str:
    """Return the report for people."""
    lines = ["# Load test", "", "| | |", "|---|---|"]
    lines += [f"| {key.replace('_', ' ')} | {value} |" for key, value in found.items() if value]
    return "\n".join([*lines, "", "![Requests and waiting times](loadtest.png)", ""])


def save(requests: pd.DataFrame, found: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the report as JSON, Markdown and a picture; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"loadtest.{kind}" for kind in ("json", "md", "png")]
    files[0].write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    files[1].write_text(markdown(found), encoding="utf-8")
    figure(requests, found).savefig(files[2], metadata={"Software": None})
    return files


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("loadtest", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--url", help="a service that runs already; default: start one")
    add("--users", type=within(1, MOST_USERS, int), default=16, help="at once; default: 16")
    add("--seconds", type=within(1, MOST_SECONDS, int), default=10, help="default: 10")
    add("--rate", type=float, default=0.0, help="requests a second; default: as many as it takes")
    add("--rows", help="send only the rows that this pandas query picks, by columns of the data")
    add("--p99", type=float, help="fail if 1 %% of the answers take longer, in milliseconds")
    add("--params", type=Path, default=params.PATH, help="another settings file")
    add("--reports", type=Path, default=REPORTS, help="where the report goes")
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
    """Send, measure, write the report, and tell by the exit code."""
    flags = parser().parse_args(argv)
    load = Load(flags.users, flags.seconds, max(flags.rate, 0.0))
    with reported():
        table = rows(flags.rows, params.load(flags.params).seed)
        if flags.url:
            found = _measure(flags.url.rstrip("/"), table, load, flags.reports)
        else:
            with service() as url:
                found = _measure(url, table, load, flags.reports)
    if found["failed"]:
        print(f"{found['failed']} requests failed.")
        sys.exit(FAILED)
    if flags.p99 and found["p99_ms"] > flags.p99:
        print(f"p99 is {found['p99_ms']} ms, above {flags.p99:g} ms.")
        sys.exit(FAILED)


def _measure(url: str, table: pd.DataFrame, load: Load, reports: Path) -> dict[str, Any]:
    model = version(url)
    requests = send(url, table, load)
    found = summary(requests, load) | {"model_version": model}
    print(f"{found['requests_per_second']:,.0f} requests a second from {load.users} users")
    print(f"half of them answered in {found['p50_ms']} ms, 99 % in {found['p99_ms']} ms")
    written = [f"{reports.name}/{path.name}" for path in save(requests, found, reports)]
    print("", "Wrote:", *(f"  {path}" for path in written), sep="\n")
    return found


if __name__ == "__main__":
    main()
