"""A module that an exercise asks the learner to write."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest


def written(beside: ModuleType, file: str, *names: str) -> ModuleType:
    """Return the module `file`, a path within the package that `beside` is of.

    Where it is missing, or one of `names` in it, the exercise is not done, and a sentence says so.
    """
    package = str(beside.__package__).partition(".")[0]
    place = Path(*Path(str(sys.modules[package].__file__)).parts[-3:-1], file).as_posix()
    module = ".".join([package, *Path(file).with_suffix("").parts])
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as problem:
        if not f"{module}.".startswith(f"{problem.name}."):
            raise  # something else that the learner's module imports
        pytest.fail(f"There is no `{place}` yet.")
    for name in names:
        assert hasattr(found, name), f"There is no `{name}` in `{place}` yet."
    return found
