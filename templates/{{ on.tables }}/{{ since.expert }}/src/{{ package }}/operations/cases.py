"""The rows of the data as the service sees them: requests, and answers that can be judged."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .. import data, features
from ..service import facts, schema
from ..service.engine import Engine
from . import metrics

Floats = NDArray[np.float64]


def test(seed: int) -> pd.DataFrame:
    """Return the test set: rows that no model with this seed has learned from."""
    return data.split(data.load(), seed).test


def bodies(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a request to the API: the columns that requests have, if known."""
    return [
        {name: value for name, value in row.items() if name in facts.NAMES and value is not None}
        for row in records(table)
    ]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dictionary for each row, in plain Python values; None where one is missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def reference(model: Engine, seed: int) -> dict[str, list[Any]]:
    """Return the training data, column by column, and what the model answers there."""
    rows = records(data.split(data.load(), seed).train)
    values = {name: [row[name] for row in rows] for name in rows[0]}
    said = answers(model, rows)[:, -1]
    return values | {name: said.tolist() for name in metrics.NUMBERS[:1]}


def answers(model: Engine, rows: Sequence[Mapping[str, Any]]) -> Floats:
    """Return the model's output for each record, shape (rows, outputs)."""
    return model.predict([features.row(row) for row in rows])


def marks(model: Engine, seed: int) -> Floats:
    """Return how well the model does on each row of the test set, shape (rows,); more is better.

    1 for a right answer and 0 for a wrong one. A project whose mistakes are not all alike says in
    `schema.marks` how dear they are.
    """
    table = test(seed)
    output, target = answers(model, records(table)), table[data.TARGET].to_numpy()
    if own := getattr(schema, "marks", None):
        return np.asarray(own(model, output, target), dtype=float)
    return np.asarray(output.argmax(axis=1) == target, dtype=float)
