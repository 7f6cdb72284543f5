"""What a model file says about its training; params.yaml may have been edited since."""

import json
import zipfile
from pathlib import Path

from ..models import ModelError
from ..params import Params


def settings(path: Path) -> Params:
    """Return the settings that a model file was trained with; `train` writes them into it.

    Raises ModelError if the file says nothing about that.
    """
    try:
        with zipfile.ZipFile(path) as file:
            return Params(**json.loads(file.read("trained.json")))
    except (KeyError, TypeError, ValueError):
        raise ModelError(
            f"`{path}` does not say how it was trained. Run `uv run train` again."
        ) from None
