"""Count pairs of films with Ray Data: people are brought together part by part, on many machines.

`uv run pairs --ray` runs it in the environment that has Ray.
"""

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from .. import data
from ..errors import reported
from ..operations import scale
from . import pairs


def counted(path: Path, films: pairs.Films, address: str | None = None) -> pairs.Run:
    """Count on the cluster at `address`, or on one made here with two workers."""
    with scale.cluster(address, 2):
        import ray.data as datasets

        logging.getLogger("ray.data").setLevel(logging.ERROR)
        datasets.DataContext.get_current().enable_progress_bars = False
        begun = time.perf_counter()
        counts = np.zeros((len(films), len(films)), dtype=np.int32)
        peaks: dict[int, float] = {}  # of each process, in MB
        people = datasets.read_csv(str(path)).map_batches(_part, batch_format="numpy")
        parts = people.groupby("part", num_partitions=pairs.PARTS)  # Ray's own default is 200
        groups = parts.map_groups(_tally, fn_args=(films,), batch_format="numpy")
        for found in groups.iter_rows():
            places = (found["row"], found["column"])
            counts += coo_array((found["people"], places), shape=counts.shape).toarray()
            peaks[found["process"]] = max(found["peak"], peaks.get(found["process"], 0))
        took = time.perf_counter() - begun
    memory = pairs.largest()
    total = None if memory is None else memory + sum(peaks.values())
    return pairs.Run(took, total, pairs.checksum(counts))


def _part(ratings: dict[str, Any]) -> dict[str, Any]:
    return ratings | {"part": ratings["userId"] % pairs.PARTS}


def _tally(ratings: dict[str, Any], films: pairs.Films) -> dict[str, list[Any]]:
    found = pairs.count(pd.DataFrame(ratings), films).tocoo()
    return {
        "row": [found.row],
        "column": [found.col],
        "people": [found.data],
        "process": [os.getpid()],
        "peak": [pairs.largest() or 0.0],
    }


def main() -> None:
    """Count in the file that is named first, and write what it took into the second."""
    path, out = map(Path, sys.argv[1:3])
    with reported():
        found = counted(path, data.load().films["movieId"].to_numpy())
        out.write_text(json.dumps(found._asdict()), encoding="utf-8")


if __name__ == "__main__":
    main()
