"""Which repos were run, as a record in this repo: so that a run need not repeat all of them.

`record.json` says for each cell when all of `test_run.py` passed, and on which files. Only a run of
those tests writes it. A cell without a valid entry is run first, then the one run longest ago.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from cells import CELLS, answers, cell_id
from layers import LEVELS, Cell

from mltrail.rendering import template

HERE = Path(__file__).parent
PATH = HERE / "record.json"
OLDEST = 60  # days after which a run says too little: the libraries have moved on
GUESSES = dict(zip(LEVELS, (90.0, 240.0, 420.0, 720.0), strict=True))  # seconds, if never measured


@dataclass(frozen=True)
class Entry:
    """One cell, run from its installation to its last test, without a failure."""

    files: str  # the fingerprint of what was run
    day: str
    seconds: float  # of one worker
    seal: str = ""  # over the rest: a line that was edited by hand does not fit it

    def sealed(self, cell: str) -> "Entry":
        """Return the entry with the seal it must have."""
        text = f"{cell} {self.files} {self.day} {self.seconds}"
        return Entry(self.files, self.day, self.seconds, hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True)
class Candidate:
    """A cell, and what the record knows of it."""

    cell: Cell
    entry: Entry | None  # None: its files, or the libraries, are not those that passed
    seconds: float


def fingerprint(cell: Cell) -> str:
    """Return a hash of all files of a cell and of the tests that run it."""
    digest = hashlib.sha256((HERE / "test_run.py").read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "ship"
        template.render(place, {**answers(cell), "name": "ship"})
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            digest.update(path.relative_to(place).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read(path: Path = PATH) -> dict[str, Entry]:
    """Return what the record says, by cell, but for lines that no run can have written."""
    try:
        entries = {cell: Entry(**fields) for cell, fields in json.loads(path.read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {cell: entry for cell, entry in entries.items() if entry == entry.sealed(cell)}


def write(passed: dict[str, Entry], path: Path = PATH) -> None:
    """Add cells that have passed to the record."""
    entries = read(path) | {cell: entry.sealed(cell) for cell, entry in passed.items()}
    lines = {cell: asdict(entries[cell]) for cell in sorted(entries)}
    path.write_text(json.dumps(lines, indent=1) + "\n", "utf-8")


def passed_today(cell: Cell, seconds: float) -> Entry:
    """Return the entry for a cell that has just passed."""
    return Entry(fingerprint(cell), datetime.now(UTC).date().isoformat(), round(seconds, 1))


def candidate(cell: Cell, known: dict[str, Entry], files: str, today: date) -> Candidate:
    """Compare a cell with the record: an entry counts for the same files, and for some weeks."""
    entry = known.get(cell_id(cell))
    seconds = entry.seconds if entry else GUESSES[cell.level]
    if entry and (entry.files != files or (today - date.fromisoformat(entry.day)).days > OLDEST):
        entry = None
    return Candidate(cell, entry, seconds)


@cache
def choose(seconds: float | None = None) -> tuple[list[Candidate], list[Candidate]]:
    """Choose the cells to run in full, and those that changed and are not among them.

    Without a time: what every run of the tests holds. With one: what is most needed and fits.
    """
    known, today = read(), datetime.now(UTC).date()
    candidates = [candidate(cell, known, fingerprint(cell), today) for cell in CELLS]
    if seconds is None:
        return always(candidates), []
    chosen = within(candidates, seconds)
    return chosen, unproven(candidates, chosen)


def always(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Choose what every run of the tests holds: each project's first level, and one expert."""
    first: dict[str, Candidate] = {}
    for one in candidates:
        first.setdefault(one.cell.project, one)  # cells stand in ascending order
    top = [one for one in candidates if one.cell.level == LEVELS[-1]]
    return [*first.values(), *by_need(top)[:1]]


def within(candidates: Sequence[Candidate], seconds: float) -> list[Candidate]:
    """Choose as many cells as fit into a time, the most needed first."""
    chosen = []
    for one in by_need(candidates):
        if one.seconds <= seconds:
            chosen.append(one)
            seconds -= one.seconds
    return chosen


def unproven(candidates: Iterable[Candidate], run: Sequence[Candidate]) -> list[Candidate]:
    """List what is at least installed and typed: what changed of each project, at its highest."""
    rest = {one.cell.project: one for one in candidates if one.entry is None and one not in run}
    return list(rest.values())  # cells stand in ascending order


def by_need(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Sort: one changed cell of each kind at its highest level, other changed ones, the oldest."""
    changed = [one for one in candidates if one.entry is None]
    highest: dict[frozenset[str], Candidate] = {}
    for one in changed:
        known = highest.get(one.cell.on)
        if known is None or LEVELS.index(one.cell.level) > LEVELS.index(known.cell.level):
            highest[one.cell.on] = one
    rest = [one for one in changed if one not in highest.values()]
    proven = [(one.entry.day, place) for place, one in enumerate(candidates) if one.entry]
    return [*highest.values(), *rest, *(candidates[place] for _, place in sorted(proven))]
