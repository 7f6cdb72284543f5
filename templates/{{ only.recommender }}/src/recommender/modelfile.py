"""Keep a trained model in a file that holds numbers and text, and no code.

NumPy's .npz with `allow_pickle=False`: opening a pickle from somebody else can run any program
they hid in it. One of the arrays is a line of JSON that says which model the others belong to.
"""

import hashlib
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from . import models
from .models._base import Recommender
from .params import Params

HEADER = "header"


def write(path: Path, model: Recommender, params: Params, ids: Any) -> None:
    """Write a trained model; `ids` are the movieIds of the films it counts, in order."""
    header = {**asdict(params), "films": fingerprint(ids)}
    arrays: dict[str, Any] = {HEADER: np.array(json.dumps(header)), **model.state()}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    with fresh.open("wb") as file:
        np.savez_compressed(file, **arrays)
    fresh.replace(path)  # in one step: whoever reads it meanwhile finds the old one or the new one


def read(path: Path, films: pd.DataFrame) -> Recommender:
    """Return the model in a file, ready to answer about these films.

    Raises ModelError if there is no such file, if it is damaged, or if it knows other films.
    """
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        header = json.loads(str(arrays.pop(HEADER)))
        if header["films"] != fingerprint(films["movieId"]):
            raise models.ModelError(f"`{path}` knows other films. Run `uv run train` again.")
        model: Recommender = models.build(header["model"], **header["options"])
        model.restore(arrays)
        model.scores(csr_array((1, len(films))))  # whole, and still without sense? Now it shows
    except (OSError, LookupError, ValueError, TypeError, EOFError, zipfile.BadZipFile):
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    return model


def settings(path: Path) -> Params:
    """Return what a sound model file was trained with; params.yaml may have been edited since."""
    with np.load(path, allow_pickle=False) as file:
        header = json.loads(str(file[HEADER]))
    if "seed" not in header:
        raise models.ModelError(f"`{path}` is an old one. Run `uv run train` again.")
    return Params(header["seed"], header["model"], header["options"])


def fingerprint(ids: Any) -> str:
    """Return a short text that changes when the films or their order change."""
    return hashlib.sha256(np.asarray(ids, dtype=np.int64).tobytes()).hexdigest()[:16]
