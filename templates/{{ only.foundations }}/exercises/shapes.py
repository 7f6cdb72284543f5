"""What to say where two shapes do not fit."""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest


@contextmanager
def fitting(**arrays: np.ndarray) -> Iterator[None]:
    """Say which shapes the learner's function was given, where NumPy finds that two do not fit."""
    try:
        yield
    except (ValueError, IndexError) as problem:
        frames = traceback.extract_tb(problem.__traceback__)
        lines = [frame.lineno for frame in frames if Path(frame.filename).parent.name == "mine"]
        if not lines or not re.search("shape|dimension|broadcast", str(problem)):
            raise
        given = ", ".join(f"`{name}` is {array.shape}" for name, array in arrays.items())
        said = str(problem).strip()
        pytest.fail(f"In line {lines[-1]} two shapes do not fit. {given}. NumPy says: {said}.")
