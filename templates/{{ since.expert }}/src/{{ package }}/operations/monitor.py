"""Compare what the service was asked lately with the data its model was trained on.

Run it with `uv run monitor` after the service has answered some requests. Exit code: 0 if nothing
drifted, 3 if something did, 1 if it could not be told.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from .. import data
from ..analysis.programs import REPORTS, within, write_reports
from ..errors import UserError, reported
from ..service import engine, facts
from . import bins, cases, drift, metrics, requestlog

MODEL = data.ROOT / "models" / "model.onnx"
DRIFTED = 3  # the exit code
NUMBER = (int, float, type(None))  # what a column of numbers may hold in JSON


class MonitorError(UserError):
    """A request log that tells nothing."""


class Window(NamedTuple):
    """The part of the request log that is looked at."""

    rows: list[dict[str, Any]]  # what was asked and answered, the oldest first
    skipped: int  # lines of the whole log that are damaged, or lack a column


def window(path: Path, known: Mapping[str, bins.Bins], last: int, least: int) -> Window:
    """Return the `last` whole entries of a request log, those with a value for each known column.

    Raises MonitorError if there are fewer than `least`.
    """
    entries, damaged = requestlog.read(path)
    rows = [row for entry in entries if (row := _row(entry, known))]
    seen = Window(rows[-last:], damaged + len(entries) - len(rows))
    if len(seen.rows) < least:
        raise MonitorError(
            f"`{path}` has {len(seen.rows)} requests; {least} are needed to tell drift from luck."
            f" Send some with `uv run loadtest`.{_remark(seen.skipped)}"
        )
    return seen


def _row(entry: Any, known: Mapping[str, bins.Bins]) -> dict[str, Any] | None:
    """Return what an entry says as one row, or None if a value is lacking or of a wrong kind."""
    try:
        row: dict[str, Any] = {**entry["asked"], **entry["answer"], "at": entry["at"]}
        datetime.fromisoformat(row["at"])
        row["model_version"] = str(row["model_version"])
        fit = [
            not column.numeric or isinstance(row[name], NUMBER) for name, column in known.items()
        ]
    except (KeyError, TypeError, ValueError):
        return None
    return row if all(fit) else None


def _remark(skipped: int) -> str:
    return f" Skipped {skipped} lines that are damaged or lack a column." if skipped else ""


def columns(model: engine.Engine) -> dict[str, bins.Bins]:
    """Return the bins of every column that requests have, and of the model's answer."""
    known = bins.of(model.about.profile)
    asked = {name: column for name, column in known.items() if name in facts.NAMES}
    return asked | {name: bins.Bins(model.about.answers) for name in metrics.NUMBERS[:1]}


def summary(moves: Sequence[drift.Move], seen: Window, version: str) -> dict[str, Any]:
    """Return the findings as JSON holds them."""
    versions = Counter(row["model_version"] for row in seen.rows)
    return {
        "drifted": [move.column for move in moves if move.drifted],
        "rows": len(seen.rows),
        "from": seen.rows[0]["at"],
        "to": seen.rows[-1]["at"],
        "model_version": version,
        "answers_by_version": dict(versions),
        "skipped": seen.skipped,
        "psi": {move.column: round(move.psi, 4) for move in moves},
    }


def table_of(moves: Sequence[drift.Move]) -> str:
    """Return the findings as text, at most 80 characters wide."""
    lines = [f"{'':<20}{'PSI':>8}{'chi-square p':>15}{'KS p':>10}"]
    for move in moves:
        curve = "-" if move.ks is None else f"{move.ks:.2g}"
        word = "drifted" if move.drifted else "large" if move.psi >= drift.PSI_LARGE else ""
        line = f"{move.column:<20}{move.psi:>8.3f}{move.chi_square:>15.2g}{curve:>10}  {word}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Compare, print, write the report, and tell by the exit code."""
    parser = argparse.ArgumentParser("monitor", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--log", type=Path, default=requestlog.DEFAULT, help="default: logs/requests.jsonl")
    add("--last", type=within(1, 1e9, int), default=5000, help="requests at most; default: 5000")
    add("--least", type=within(1, 1e9, int), default=200, help="or no verdict; default: 200")
    add("--model", type=Path, default=MODEL, help="default: models/model.onnx")
    add("--reports", type=Path, default=REPORTS, help="where the report goes")
    flags = parser.parse_args(argv)
    with reported():
        model = engine.load(flags.model)
        known = columns(model)
        seen = window(flags.log, known, flags.last, flags.least)
        # Not params.yaml's seed: with another one, other rows would pass for what it learned from.
        before = cases.reference(model, int(model.about.params["seed"]))
        live = {name: [row[name] for row in seen.rows] for name in known}
        moves = drift.compare(known, before, live)
        found = summary(moves, seen, model.version)
        about = "{rows} requests from {from} to {to}.".format_map(found)
        print(f"{about}{_remark(seen.skipped)}", table_of(moves), sep="\n")
        page = drift.render(found, moves)
        write_reports(flags.reports, {"drift.html": page, "drift.json": found})
    if found["drifted"]:
        print("Drifted: " + ", ".join(found["drifted"]))
        sys.exit(DRIFTED)
    print("Nothing drifted.")


if __name__ == "__main__":
    main()
