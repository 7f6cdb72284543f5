"""The digits of the data as the service sees them: requests, and answers that can be judged."""

import base64
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .. import data
from ..service import schema
from ..service.engine import Engine
from ..tracking import samples
from . import metrics

Floats = NDArray[np.float64]


def test(seed: int) -> pd.DataFrame:
    """Return digits that no model with this seed has learned from, as a table that can be queried.

    Columns: `digit`, the facts about how it is drawn (see facts.py), and `image`, the request.
    """
    digits = data.split(data.load(), seed).test
    images, labels = digits.images[: samples.MOST], digits.labels[: samples.MOST]
    table = samples.table(samples.arriving(images)).assign(digit=labels)
    return table.assign(image=[_text(image) for image in images])


def _text(image: NDArray[np.uint8]) -> str:
    return base64.b64encode(samples.png(image)).decode()


def bodies(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each row as a request to the API."""
    return [{"image": image} for image in table["image"]]


def reference(model: Engine, seed: int) -> dict[str, list[Any]]:
    """Return the facts about the training digits, one list for each, and the model's answers."""
    arriving = samples.arriving(data.split(data.load(), seed).train.images)
    sure = schema.ask(model, arriving).max(axis=1)
    facts = samples.table(arriving).to_dict("list")
    return {**facts, **{name: sure.tolist() for name in metrics.NUMBERS[:1]}}


def marks(model: Engine, seed: int) -> Floats:
    """Return 1 for each digit of the test set that the model reads, and 0 for each other one.

    Raises DataError if it may have learned from some of them.
    """
    digits = data.load()
    splits = data.split(digits, seed)
    own = model.about.extra.get("digits")
    # Nothing here learns from the official test set, neither by the 60,000 nor by the 5,000.
    if not digits.official and own != splits.train.fingerprint():
        raise data.DataError(
            f"`{model.version}` has learned from other digits than those that are here, perhaps"
            " from some of the test set. Train it again with `uv run track`."
        )
    return np.asarray(
        schema.ask(model, splits.test.images).argmax(1) == splits.test.labels, dtype=float
    )
