"""The models to choose from: every file in this folder is one, baselines included.

To add your own, put a file here with a function `build(...)` that returns an untrained model,
then write the file's name into params.yaml. A file whose name begins with `_` is no model.
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
    return [each.name for each in pkgutil.iter_modules(__path__) if each.name[0] != "_"]


def module(name: str) -> ModuleType:
    """Return the file `name` of this folder as a module, or raise ModelError if there is none."""
    if name not in available():
        raise ModelError(f"There is no model `{name}`. {did_you_mean(name, available())}")
    return importlib.import_module(f".{name}", __name__)  # as `from . import name` would


def build(name: str, **options: object) -> Any:
    """Return the untrained model `name`, or raise ModelError if name or options do not fit."""
    build_model = module(name).build
    known = inspect.signature(build_model).parameters  # what stands between its brackets
    takes_all = any(each.kind is each.VAR_KEYWORD for each in known.values())  # build(**options)
    for option in options:
        if option not in known and not takes_all:
            hint = did_you_mean(option, known) if known else "It has none: write `options: {}`."
            raise ModelError(f"`{name}` has no option `{option}`. {hint}")
    return build_model(**options)
