"""The models to choose from: every file in this folder is one, baselines included.

To add your own, put a file here with a function `build(...)` that returns an untrained model as
the others do, then write the file's name into params.yaml.
"""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any

from ..errors import UserError, did_you_mean


class ModelError(UserError):
    """A model that does not exist, or that does not take the options it was given."""


def available() -> list[str]:
    """Return the names that `build` accepts."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return sorted(name for name in names if not name.startswith("_"))


def build(name: str, **params: object) -> Any:
    """Return the untrained model `name`, or raise ModelError if name or params do not fit."""
    build_model = module(name).build
    known = inspect.signature(build_model).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in known.values())
    for option in params:
        if option not in known and not takes_all:
            hint = did_you_mean(option, known) if known else "It has none."
            raise ModelError(f"`{name}` has no option `{option}`. {hint}")
    return build_model(**params)


def module(name: str) -> ModuleType:
    """Return the file `name` of this folder as a module, or raise ModelError if there is none."""
    if name not in available():
        raise ModelError(f"There is no model `{name}`. {did_you_mean(name, available())}")
    return importlib.import_module(f".{name}", __name__)
