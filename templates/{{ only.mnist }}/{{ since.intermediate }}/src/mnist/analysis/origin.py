"""What a model file says about its training: the settings, and from which digits it learned."""

import json
from pathlib import Path
from typing import Any

from .. import data
from ..data import Splits
from ..models import ModelError
from ..params import Params


def settings(path: Path) -> Params:
    """Return the settings that a model file was trained with; `train` writes them into it."""
    about = _about(path)
    return Params(about["seed"], about["model"], about["options"])


def splits(path: Path) -> Splits:
    """Deal the digits as they were dealt when a model file was trained.

    Raises ModelError if the digits are others by now: among those that would be kept aside today,
    there may be some that the model has learned from.
    """
    about = _about(path)
    dealt = data.split(data.load(), about["seed"])
    if dealt.train.fingerprint() != about.get("digits"):
        raise ModelError(
            f"`{path.name}` has not learned from the digits that are here now. Run `uv run train`"
            " again."
        )
    return dealt


def _about(path: Path) -> dict[str, Any]:
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        about: dict[str, Any] = json.loads(file.metadata()["trained"])
    return about
