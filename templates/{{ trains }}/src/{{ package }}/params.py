"""Read params.yaml, the one place where a run is set up."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from . import data
from .errors import UserError, did_you_mean

PATH = data.ROOT / "params.yaml"


@dataclass(frozen=True)  # frozen: what a run was started with, nobody changes on the way
class Params:
    """What to train, and the seed that makes the run repeatable."""

    seed: int = 42
    model: str = ""
    options: dict[str, Any] = field(default_factory=dict)  # handed to the model's `build`


def load(path: Path = PATH) -> Params:
    """Return the settings in a YAML file; UserError names the first mistake in it."""
    try:
        # "safe": YAML can also ask to make any Python object, which a settings file need not do.
        given = yaml.safe_load(path.read_bytes()) or {}
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise UserError(f"`{path.name}` is not valid YAML{where}.") from None
    if not isinstance(given, dict):
        raise UserError(f"`{path.name}` must hold lines like `seed: 42`.")
    for key in given.keys() - vars(Params()):
        hint = did_you_mean(str(key), vars(Params()))
        raise UserError(f"`{path.name}` has an unknown key `{key}`. {hint}")
    params = Params(**{key: value for key, value in given.items() if value is not None})
    if type(params.seed) is not int or not 0 <= params.seed < 2**32:
        raise UserError(f"`{path.name}`: `seed` must be a whole number from 0 up.")
    if not params.model or not isinstance(params.model, str):
        raise UserError(f"`{path.name}` must say which `model`, by its name.")
    if not isinstance(params.options, dict) or not all(isinstance(k, str) for k in params.options):
        raise UserError(f"`{path.name}`: `options` must hold lines like `C: 1.0`.")
    return params
