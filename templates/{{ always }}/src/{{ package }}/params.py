"""Read params.yaml, the one place where a run is set up."""

from dataclasses import dataclass, field, fields
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
    """Return the settings in a YAML file; `seed` and `options` may be left out.

    Raises ParamsError if the file is missing, is not YAML, or holds a key or value of no use.
    """
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
    known = [key.name for key in fields(Params)]
    for key in given:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise ParamsError(f"`{path.name}` has an unknown key `{key}`. {hint}")
    return _checked(Params(**given), path.name)


def _checked(params: Params, source: str) -> Params:
    seed = params.seed
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ParamsError(f"`{source}`: `seed` must be a whole number from 0 up, not `{seed}`.")
    if not params.model:
        raise ParamsError(f"`{source}` does not say which `model`.")
    if not isinstance(params.model, str):
        raise ParamsError(f"`{source}`: `model` must be a name, not `{params.model}`.")
    if params.options is None:  # "options:" with nothing below it
        return Params(seed, params.model)
    if not isinstance(params.options, dict) or not all(isinstance(k, str) for k in params.options):
        raise ParamsError(f"`{source}`: `options` must hold lines like `C: 1.0`.")
    return params
