"""Keep a trained model in a file that holds numbers and text, and no code.

NumPy's .npz with `allow_pickle=False`: opening a pickle from somebody else can run any program
they hid in it. One of the arrays is a line of JSON that says which model the others belong to.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from . import models
from .models._base import Recommender
from .params import Params


def write(path: Path, model: Recommender, params: Params, ids: "pd.Series[int]") -> None:
    """Write a trained model; `ids` are the movieIds of the films it counts, in order."""
    header = np.array(json.dumps(vars(params)))  # text is an array, too
    arrays: dict[str, Any] = {"header": header, "ids": ids} | model.state()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    with fresh.open("wb") as file:
        np.savez_compressed(file, **arrays)
    fresh.replace(path)  # in one step: whoever reads it meanwhile finds the old one or the new one


def read(path: Path, films: pd.DataFrame) -> tuple[Recommender, Params]:
    """Return a model that knows these films, and its settings, or raise ModelError."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        params, ids = Params(**json.loads(str(arrays.pop("header")))), arrays.pop("ids")
        model: Recommender = models.build(params.model, **params.options)
        vars(model).update(arrays)  # self.nearest_ = arrays["nearest_"], and so on
        model.scores(csr_array((1, len(ids))))  # whole, and still without sense? Now it shows
    except Exception:  # noqa: BLE001 - a damaged file can fail in a hundred ways
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    if not np.array_equal(ids, films["movieId"]):
        raise models.ModelError(f"`{path}` knows other films. Run `uv run train` again.")
    return model, params
