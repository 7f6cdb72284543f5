"""Count which films the same people watched, from a file of any size, in little memory.

Run it with `uv run pairs`. Counts are all that `item_knn` learns from, and they add up over people:
so the file is read in pieces, each piece is counted and forgotten. It is measured beside reading
all at once, on a file with copies of our people.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .. import data
from ..errors import UserError, reported

REPORTS = data.ROOT / "reports"
COPIES = 100
KEPT = 0.9  # of the ratings of each copied person, so that no two are the same
ROWS = 200_000  # lines of a piece

Counts = NDArray[np.int32]  # (films, films): people who watched both


class PairsError(UserError):
    """A file whose people are not one after the other."""


class Run(NamedTuple):
    """What one way of counting took."""

    seconds: float
    megabytes: float | None  # of the whole process at its largest; None where nobody tells
    people: int


def enlarge(path: Path, copies: int, seed: int) -> int:
    """Write so many copies of our people into a CSV file; return the number of its ratings.

    Each copy has new numbers for its people and keeps nine in ten of their ratings, drawn anew: a
    file as large as a big site's, with our people's habits. Nothing new can be learned from it.
    """
    ratings = data.load().ratings[["userId", "movieId"]]
    chance, most, lines = np.random.default_rng(seed), int(ratings["userId"].max()), 0
    for copy in range(copies):
        kept = ratings[chance.random(len(ratings)) < KEPT]
        moved = kept.assign(userId=kept["userId"] + copy * most)
        moved.to_csv(path, mode="a" if copy else "w", header=not copy, index=False)
        lines += len(moved)
    return lines


def pieces(path: Path, rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """Yield the ratings of whole people, about `rows` lines at a time.

    Raises PairsError if somebody turns up again later: their pairs would be torn apart.
    """
    rest, latest = pd.DataFrame(), -1
    for piece in pd.read_csv(path, usecols=["userId", "movieId"], chunksize=rows):
        joined = pd.concat([rest, piece])
        users = joined["userId"].to_numpy()
        if users[0] < latest or (np.diff(users) < 0).any():
            raise PairsError(f"`{path.name}` must be sorted by userId.")
        latest = int(users[-1])
        whole = users < latest  # the last one may go on in the next piece
        rest = joined[~whole]
        yield joined[whole]
    yield rest


def in_pieces(path: Path, films: NDArray[np.int64], rows: int = ROWS) -> tuple[Counts, int]:
    """Count pair by pair, piece by piece; return the counts and the number of people."""
    counts, people = np.zeros((len(films), len(films)), dtype=np.int32), 0
    for piece in pieces(path, rows):
        watched = table(piece, films)
        counts += (watched.T @ watched).toarray()
        people += watched.shape[0]
    return counts, people


def at_once(path: Path, films: NDArray[np.int64]) -> tuple[Counts, int]:
    """Count with the whole file in memory."""
    watched = table(pd.read_csv(path), films)
    return (watched.T @ watched).toarray(), watched.shape[0]


def table(ratings: pd.DataFrame, films: NDArray[np.int64]) -> csr_array:
    """Return who watched what as zeros and ones: (people, films). Other films are left out."""
    known = ratings[ratings["movieId"].isin(films)]
    people, users = np.unique(known["userId"], return_inverse=True)
    places = np.searchsorted(films, known["movieId"])
    ones = np.ones(len(known), dtype=np.int32)
    return csr_array((ones, (users, places)), shape=(len(people), len(films)))


WAYS: dict[str, Callable[..., tuple[Counts, int]]] = {
    "in pieces": in_pieces,
    "all at once": at_once,
}


def measure(way: str, path: Path, films: NDArray[np.int64]) -> tuple[Run, int]:
    """Count in a process of its own; return what it took, and a checksum of the counts."""
    context = multiprocessing.get_context("spawn")  # with nothing of this one's memory
    with context.Pool(1) as pool:
        return pool.apply(_counted, (way, path, films))


def _counted(way: str, path: Path, films: NDArray[np.int64]) -> tuple[Run, int]:
    begun = time.perf_counter()
    counts, people = WAYS[way](path, films)
    took = time.perf_counter() - begun
    return Run(took, _largest(), people), zlib.crc32(counts.astype(np.int32).tobytes())


def _largest() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def describe(lines: int, megabytes: float, runs: dict[str, Run]) -> str:
    """Return what each way took as text."""
    people = next(iter(runs.values())).people
    rows = [f"{lines:,} ratings by {people:,} people, a file of {megabytes:,.0f} MB"]
    rows.append(f"{'':<16}{'seconds':>9}{'ratings/s':>13}{'memory':>12}")
    for way, run in runs.items():
        size = "unknown" if run.megabytes is None else f"{run.megabytes:,.0f} MB"
        rows.append(f"{way:<16}{run.seconds:>9.1f}{lines / run.seconds:>13,.0f}{size:>12}")
    return "\n".join(rows)


def main(argv: Sequence[str] | None = None) -> None:
    """Make a large file, count in both ways, compare, and throw the file away."""
    parser = argparse.ArgumentParser("pairs", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--copies", type=_count, default=COPIES, help=f"of our people; default: {COPIES}")
    add("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = parser.parse_args(argv)
    with reported(), tempfile.TemporaryDirectory() as folder:
        path, films = Path(folder) / "ratings.csv", data.load().films["movieId"].to_numpy()
        lines = enlarge(path, chosen.copies, seed=42)
        found = {way: measure(way, path, films) for way in WAYS}
        size = path.stat().st_size / 1e6
    runs = {way: run for way, (run, _) in found.items()}
    print(describe(lines, size, runs))
    same = len({checksum for _, checksum in found.values()}) == 1
    print("Both counted the same." if same else "They counted differently!")
    chosen.reports.mkdir(parents=True, exist_ok=True)
    numbers = chosen.reports / "pairs.json"
    facts = {"ratings": lines, **{way: run._asdict() for way, run in runs.items()}}
    numbers.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    print(f"\nWrote:\n  {chosen.reports.name}/{numbers.name}")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 500:
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1 to 500")
    return int(text)


if __name__ == "__main__":
    main()
