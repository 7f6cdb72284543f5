"""Find out how much one replica takes within its time budget, and how many it takes for a target.

Run it with `uv run capacity --target 300`: it starts the service, asks at a pace that grows step by
step, and stops where the budget is missed. Exit code: 0, or 3 if not even the first step is met.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Any

from ..analysis.programs import REPORTS, within
from ..errors import reported
from . import loadtest

FIRST, GROWTH = 25.0, 1.6  # requests a second of the first step, and from step to step
BUDGET = 100.0  # milliseconds that 99 of 100 answers may take
USED = 0.7  # of what a replica can do: the rest is for peaks, and for the replica that is down
LEAST = 2  # replicas, so that one may go
MOST = 1_000_000.0  # of anything that can be asked for
BUSY = 0.8  # share of the users that wait for the service when it is the service that is slow
MISSED = 3  # the exit code
BEHIND = "Locust could not ask faster on this computer; ask from another one, or from an idle one."


def steps(most: float) -> Iterator[float]:
    """Give the paces to try, each larger than the one before, up to `most`."""
    rate = FIRST
    while rate <= most:
        yield round(rate)
        rate *= GROWTH


def met(found: dict[str, Any], budget: float) -> bool:
    """Say whether a step kept the budget: no failure, on time, and as many as were asked for."""
    return bool(asked(found) and not found["failed"] and found["p99_ms"] <= budget)


def asked(found: dict[str, Any]) -> bool:
    """Say whether as many requests were answered as were wanted."""
    return bool(found["requests_per_second"] >= 0.9 * found["wanted_rate"])


def starved(found: dict[str, Any], budget: float) -> bool:
    """Say whether it was Locust that fell behind: too few requests, though all came back in time.

    A user asks again as soon as it has its answer and its turn has come. Where the users together
    spent most of the time without waiting for an answer, it was not the service that held them up.
    """
    waiting = found["requests_per_second"] * found["mean_ms"] / 1000  # users, on average
    kept = not found["failed"] and found["p99_ms"] <= budget
    return bool(kept and not asked(found) and waiting < BUSY * found["users"])


def climb(url: str, flags: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what was measured at each step; the last one failed the budget, or is the top."""
    seen = []
    for rate in steps(flags.most):
        load = loadtest.Load(flags.users, flags.seconds, rate)
        with tempfile.TemporaryDirectory() as folder:  # a pace is not worth a report
            found = loadtest.measure(url, load, Path(folder))
        verdict = {"met": met(found, flags.p99), "starved": starved(found, flags.p99)}
        seen.append(found | verdict)
        print(line(seen[-1]), flush=True)
        if not seen[-1]["met"]:
            break
    return seen


def line(found: dict[str, Any]) -> str:
    """Return one step as a line of the table."""
    word = (
        "met" if found["met"] else "not asked: Locust fell behind" if found["starved"] else "missed"
    )
    return (
        f"{found['wanted_rate']:>8,.0f}{found['requests_per_second']:>10,.0f}"
        f"{found['p50_ms']:>10.1f}{found['p99_ms']:>10.1f}  {word}"
    )


def replicas(best: float, target: float) -> int:
    """Return how many replicas a target takes if each does `best` requests a second."""
    return max(LEAST, ceil(target / (best * USED)))


@contextmanager
def unlimited() -> Iterator[None]:
    """Start services that ask for no key and limit nobody: the tester is on this computer."""
    before = dict(os.environ)
    os.environ |= {"API_KEYS_FILE": "", "API_KEYS": "", "RATE_LIMIT": ""}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("capacity", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--target", type=within(1, MOST), default=500.0, help="wanted a second; default: 500")
    add("--p99", type=within(0.001, MOST), default=BUDGET, help="budget in ms; default: 100")
    add("--most", type=within(FIRST, MOST), default=1000.0, help="largest step; default: 1000")
    users, seconds = within(1, loadtest.MOST_USERS, int), within(1, loadtest.MOST_SECONDS, int)
    add("--users", type=users, default=16, help="at once; default: 16")
    add("--seconds", type=seconds, default=4, help="of each step; default: 4")
    add("--reports", type=Path, default=REPORTS, help="where the report goes")
    return flags


def main(argv: Sequence[str] | None = None) -> None:
    """Climb, work the number out, and write the report."""
    flags = parser().parse_args(argv)
    with reported():
        print(f"{'wanted/s':>8}{'done/s':>10}{'p50 ms':>10}{'p99 ms':>10}", flush=True)
        with unlimited(), loadtest.service() as url:
            seen = climb(url, flags)
        best = max((found["wanted_rate"] for found in seen if found["met"]), default=0)
        _report(seen, best, flags)
        if not best and seen[-1]["starved"]:
            raise loadtest.LoadError(BEHIND + " Nothing was measured.")
        if not best:
            print(f"Not even {seen[0]['wanted_rate']:g} a second within {flags.p99:g} ms.")
            sys.exit(MISSED)
        number, more = replicas(best, flags.target), not seen[-1]["met"] and seen[-1]["starved"]
        least = "at least " if more or seen[-1]["met"] else ""
        print(f"\nOne replica: {least}{best:g} a second with p99 within {flags.p99:g} ms.")
        if more:
            print(BEHIND)
        print(f"For {flags.target:g} a second, each used to {USED:.0%}: {number} replicas.")


def _report(seen: list[dict[str, Any]], best: float, flags: argparse.Namespace) -> None:
    found = {"budget_ms": flags.p99, "target": flags.target, "best": best, "steps": seen}
    found["replicas"] = replicas(best, flags.target) if best else None
    flags.reports.mkdir(parents=True, exist_ok=True)
    path = flags.reports / "capacity.json"
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
