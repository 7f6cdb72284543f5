"""Compare what the service was asked lately with the data its model was trained on.

Run it with `uv run monitor` after the service has answered some requests. Exit code: 0 if nothing
drifted, 3 if something did, 1 if it could not be told.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from .. import data
from ..errors import UserError, reported
from ..service import engine, facts
from . import bins, cases, drift, metrics, requestlog

MODEL = data.ROOT / "models" / "model.onnx"
REPORTS = data.ROOT / "reports"
DRIFTED = 3  # the exit code
NUMBER = (int, float, type(None))  # what a column of numbers may hold in JSON

Table = dict[str, list[Any]]  # column -> values, None where missing


class MonitorError(UserError):
    """A request log that tells nothing."""


class Window(NamedTuple):
    """The part of the request log that is looked at."""

    values: Table
    rows: int
    begin: str
    end: str
    versions: dict[str, int]  # model version -> answers
    skipped: int  # lines of the whole log that are damaged, or lack a column


def window(path: Path, known: Mapping[str, bins.Bins], last: int, least: int) -> Window:
    """Return the `last` whole entries of a request log, those with a value for each known column.

    Raises MonitorError if there are fewer than `least`.
    """
    rows = [row for entry in requestlog.read(path) if (row := _row(entry, known))]
    skipped = len(requestlog.lines(path)) - len(rows)
    rows = rows[-last:]
    if len(rows) < least:
        raise MonitorError(
            f"`{path}` has {len(rows)} requests; {least} are needed to tell drift from luck."
            f" Send some with `uv run loadtest`.{_remark(skipped)}"
        )
    values = {name: [row[name] for row in rows] for name in known}
    versions = Counter(row["model_version"] for row in rows)
    return Window(values, len(rows), rows[0]["at"], rows[-1]["at"], dict(versions), skipped)


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
    return {
        "drifted": [move.column for move in moves if move.drifted],
        "rows": seen.rows,
        "from": seen.begin,
        "to": seen.end,
        "model_version": version,
        "answers_by_version": seen.versions,
        "skipped": seen.skipped,
        "limits": {"psi": drift.PSI_LARGE, "risk": drift.RISK},
        "columns": {move.column: _numbers(move) for move in moves},
    }


def _numbers(move: drift.Move) -> dict[str, Any]:
    return {
        "drifted": move.drifted,
        "psi": round(move.psi, 4),
        "chi_square_p": move.chi_square,
        "ks_p": move.ks,
        "bins": move.labels,
        "training": [round(float(share), 4) for share in move.reference],
        "live": [round(float(share), 4) for share in move.live],
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


def save(found: Mapping[str, Any], moves: Sequence[drift.Move], folder: Path) -> list[Path]:
    """Write the report for people and the one for programs; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    page, numbers = folder / "drift.html", folder / "drift.json"
    page.write_text(drift.render(found, moves), encoding="utf-8")
    numbers.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return [page, numbers]


def parser() -> argparse.ArgumentParser:
    """Describe the flags."""
    flags = argparse.ArgumentParser("monitor", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--log", type=Path, default=requestlog.DEFAULT, help="default: logs/requests.jsonl")
    add("--last", type=_count, default=5000, help="so many requests at most; default: 5000")
    add("--least", type=_count, default=200, help="with fewer there is no verdict; default: 200")
    add("--model", type=Path, default=MODEL, help="default: models/model.onnx")
    add("--reports", type=Path, default=REPORTS, help="where the report goes")
    return flags


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def main(argv: Sequence[str] | None = None) -> None:
    """Compare, print, write the report, and tell by the exit code."""
    flags = parser().parse_args(argv)
    with reported():
        model = engine.load(flags.model)
        known = columns(model)
        seen = window(flags.log, known, flags.last, flags.least)
        # Not params.yaml's seed: with another one, other rows would pass for what it learned from.
        before = cases.reference(model, int(model.about.params["seed"]))
        moves = drift.compare(known, before, seen.values)
        found = summary(moves, seen, model.version)
        print(f"{seen.rows} requests from {seen.begin} to {seen.end}.{_remark(seen.skipped)}")
        print(table_of(moves))
        written = [
            f"  {flags.reports.name}/{path.name}" for path in save(found, moves, flags.reports)
        ]
        print("", "Wrote:", *written, sep="\n")
    if found["drifted"]:
        print("Drifted: " + ", ".join(found["drifted"]))
        sys.exit(DRIFTED)
    print("Nothing drifted.")


if __name__ == "__main__":
    main()
