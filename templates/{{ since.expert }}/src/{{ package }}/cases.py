"""Turn rows of the data into what the API takes, and judge answers against what really happened."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import data, features, schema
from .engine import Engine

Floats = NDArray[np.float64]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dictionary for each row, in plain Python values; None where one is missing."""
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]


def bodies(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a request to the API: the columns that requests have, if known."""
    fields = schema.Request.model_fields
    return [
        {name: value for name, value in row.items() if name in fields and value is not None}
        for row in records(table)
    ]


def answers(model: Engine, rows: Sequence[Mapping[str, Any]]) -> Floats:
    """Return the model's output for each record, shape (rows, outputs)."""
    return model.predict([features.row(row) for row in rows])


def marks(model: Engine, table: pd.DataFrame) -> Floats:
    """Return how well the model does on each row, shape (rows,); more is better.

    A classifier gets 1 for a right answer and 0 for a wrong one; a regression gets minus the
    absolute error, in the unit of the target.
    """
    output, target = answers(model, records(table)), table[data.TARGET].to_numpy()
    if output.shape[1] == 1:
        return np.asarray(-np.abs(output[:, 0] - target))
    classes = np.unique(data.load()[data.TARGET])
    return np.asarray(classes[output.argmax(axis=1)] == target, dtype=float)
