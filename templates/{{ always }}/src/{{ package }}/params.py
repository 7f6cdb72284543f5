"""Read params.yaml, the one place where a run is set up."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from . import data
from .errors import UserError, did_you_mean

PATH = data.ROOT / "params.yaml"


class ParamsError(UserError):
    """A params.yaml that cannot be understood."""


@dataclass(frozen=True)
class Params:
    """What to train, and the seed that makes the run repeatable."""

    seed: int = 42
    model: str = ""
    options: dict[str, Any] = field(default_factory=dict)


def load(path: Path = PATH) -> Params:
    """Return the settings in a YAML file; ParamsError names the first mistake in it."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        raise ParamsError(f"`{path}` does not exist.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise ParamsError(f"`{path.name}` is not valid YAML{where}.") from None
    if not isinstance(given, dict):
        raise ParamsError(f"`{path.name}` must hold lines like `seed: 42`.")
    for key in given.keys() - vars(Params()).keys():
        hint = did_you_mean(str(key), vars(Params()))
        raise ParamsError(f"`{path.name}` has an unknown key `{key}`. {hint}")
    params = Params(**{key: value for key, value in given.items() if value is not None})
    if type(params.seed) is not int or not 0 <= params.seed < 2**32:
        wrong = f"`seed` must be a whole number from 0 up, not `{params.seed}`"
    elif not isinstance(params.model, str) or not params.model:
        wrong = "it must say which `model`, by its name"
    elif not isinstance(params.options, dict) or set(map(type, params.options)) - {str}:
        wrong = "`options` must hold lines like `C: 1.0`"
    else:
        return params
    raise ParamsError(f"`{path.name}`: {wrong}.")
