"""Count which films the same people watched, in a file larger than memory.

Run it with `uv run pairs`. Counts are all that `item_knn` learns from, and they add up over people:
so DuckDB splits the file into parts with different people, and each is counted by itself. It is
measured beside holding everything in memory and, with `--ray`, beside Ray Data, which does the
same on many machines; on a file with copies of our people.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .. import data
from ..analysis.programs import REPORTS, within, write_reports
from ..errors import UserError, reported
from ..operations import scale

COPIES = 100
KEPT = 0.9  # of the ratings of each copied person, so that no two are the same
PARTS = 8  # of the file; a person is in the part that the number of the person, divided, leaves
LIMITS: dict[str, Any] = {
    "memory_limit": "300MB",
    "threads": 2,
}  # DuckDB goes to disk with what is more

Counts = NDArray[np.int32]  # (films, films): people who watched both
Films = NDArray[np.int64]  # (films,) movieIds, in order


class PairsError(UserError):
    """A way of counting that did not come to its end."""


class Run(NamedTuple):
    """What one way of counting took."""

    seconds: float
    megabytes: float | None  # of its processes at their largest; None where nobody tells
    checksum: int  # of the counts


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


def count(ratings: pd.DataFrame, films: Films) -> csr_array:
    """Return how many people watched both: (films, films). Films that are not asked for are out."""
    known = ratings[ratings["movieId"].isin(films)]
    people = pd.factorize(known["userId"])[0]
    places = np.searchsorted(films, known["movieId"])
    ones = np.ones(len(known), dtype=np.int32)
    watched = csr_array((ones, (people, places)), shape=(len(known), len(films)))
    return watched.T @ watched


def in_memory(path: Path, films: Films) -> Counts:
    """Count with the whole file in memory."""
    return np.asarray(count(pd.read_csv(path), films).toarray())


def with_duckdb(path: Path, films: Films) -> Counts:
    """Let DuckDB split the file by people, in little memory, and count part by part."""
    import duckdb

    counts = np.zeros((len(films), len(films)), dtype=np.int32)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config=LIMITS) as database:
        database.execute("SET temp_directory = ?", [folder])
        split = database.read_csv(str(path)).project(f"*, userId % {PARTS} AS part")
        split.write_parquet(f"{folder}/parts", partition_by=["part"])
        for part in sorted(Path(folder, "parts").iterdir()):
            ratings = database.read_parquet(f"{part}/*.parquet").df()
            counts += count(ratings, films).toarray()
    return counts


def with_ray(path: Path, films: Films) -> Run:
    """Count on a Ray cluster of this computer, in the environment that has Ray."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "run.json")
        if scale.elsewhere([str(path), str(out)], "studies.onray") or not out.exists():
            raise PairsError("Ray did not count to the end; its own message stands above.")
        return Run(**json.loads(out.read_text("utf-8")))


WAYS: dict[str, Callable[[Path, Films], Counts]] = {"in memory": in_memory, "DuckDB": with_duckdb}


def measure(way: str, path: Path, films: Films) -> Run:
    """Count in a process of its own; return what it took, and a checksum of the counts."""
    context = multiprocessing.get_context("spawn")  # with nothing of this one's memory
    with context.Pool(1) as pool:
        return pool.apply(_counted, (way, path, films))


def _counted(way: str, path: Path, films: Films) -> Run:
    begun = time.perf_counter()
    counts = WAYS[way](path, films)
    return Run(time.perf_counter() - begun, largest(), checksum(counts))


def checksum(counts: Counts) -> int:
    """Return a number that differs as soon as one count does."""
    return zlib.crc32(np.ascontiguousarray(counts, dtype=np.int32).tobytes())


def largest() -> float | None:
    """Return how many megabytes this process held at its largest; None where nobody tells."""
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def describe(lines: int, megabytes: float, runs: dict[str, Run]) -> str:
    """Return what each way took as text."""
    table = pd.DataFrame(
        {way: {"seconds": run.seconds, "memory (MB)": run.megabytes} for way, run in runs.items()}
    ).T
    same = len({run.checksum for run in runs.values()}) == 1
    told = "All counted the same." if same else "They counted differently!"
    rows = table.round(1).to_string(na_rep="unknown")
    return f"{lines:,} ratings, a file of {megabytes:,.0f} MB\n{rows}\n{told}"


def main(argv: Sequence[str] | None = None) -> None:
    """Make a large file, count in each way, compare, and throw the file away."""
    parser = argparse.ArgumentParser("pairs", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--copies", type=within(1, 500, int), default=COPIES, help="of our people")
    add("--ray", action="store_true", help="with Ray Data, too (the first time installs Ray)")
    add("--reports", type=Path, default=REPORTS, help="where the results go")
    chosen = parser.parse_args(argv)
    with reported(), tempfile.TemporaryDirectory() as folder:
        path, films = Path(folder) / "ratings.csv", data.load().films["movieId"].to_numpy()
        lines = enlarge(path, chosen.copies, seed=42)
        runs = {way: measure(way, path, films) for way in WAYS}
        if chosen.ray:
            runs["Ray Data"] = with_ray(path, films)
        print(describe(lines, path.stat().st_size / 1e6, runs))
        facts = {"ratings": lines, **{way: run._asdict() for way, run in runs.items()}}
        write_reports(chosen.reports, {"pairs.json": facts})


if __name__ == "__main__":
    main()
