"""Run an exported model: ONNX Runtime on plain arrays, no pickle, no training library.

An exported model is two files side by side: `model.onnx` (the arithmetic, no code) and
`model.json` (what it is: version, checksum, inputs, scores, a profile of the training data).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import UserError

Arrays = dict[str, NDArray[Any]]  # input name -> array whose first axis counts the rows


class EngineError(UserError):
    """A model that is missing, damaged or not the one its description promises."""


class Description(BaseModel):
    """What `model.json` says about the `model.onnx` beside it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str  # the package the model belongs to
    model: str  # which kind of model it is
    version: str
    sha256: str  # of the bytes of model.onnx
    params: dict[str, Any]
    metrics: dict[str, float]
    inputs: list[str]
    output: str
    rows: int  # in the training set
    profile: dict[str, dict[str, Any]]  # per column of the training set: what its values look like
    answers: dict[str, Any]  # the same for the model's answers there
    extra: dict[str, Any] = {}  # what else answers need, such as the names of things


class Engine:
    """A loaded model. It never changes, so any number of threads may ask it at once."""

    def __init__(self, session: ort.InferenceSession, about: Description, version: str) -> None:
        """Wrap a session; use `load` to get an engine from files."""
        self.about, self.version = about, version
        self._session = session
        # A model may look at fewer columns than there are; tables are built for these alone.
        kinds = {slot.name: slot.type for slot in session.get_inputs()}
        self._words = [name for name, kind in kinds.items() if kind == "tensor(string)"]
        self._numbers = [name for name in kinds if name not in self._words]

    def run(self, arrays: Arrays) -> NDArray[np.float64]:
        """Return the model's output, shape (rows, outputs), for arrays named as its inputs."""
        (output,) = self._session.run([self.about.output], arrays)
        return np.asarray(output, dtype=np.float64)

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> NDArray[np.float64]:
        """Return the model's output, shape (rows, outputs), for rows of features.

        A classifier's output is one probability for each class; a regression's is one number.
        """
        numbers = _table(rows, self._numbers, np.float32)
        return self.run(numbers | _table(rows, self._words, object))


def _table(rows: Sequence[Mapping[str, Any]], names: list[str], dtype: Any) -> Arrays:
    table = np.array([[row[name] for name in names] for row in rows], dtype=dtype)
    return {name: table[:, place : place + 1] for place, name in enumerate(names)}  # (rows, 1)


def load(path: Path, version: str | None = None) -> Engine:
    """Load `path` (model.onnx) and the model.json beside it, or raise EngineError.

    The checksum is compared first: a damaged file must not get as far as giving an answer.
    `version` replaces the version in the description, for instance by a registry's.
    """
    about = describe(path.with_suffix(".json"))
    try:
        content = path.read_bytes()
    except OSError:
        raise EngineError(f"`{path.name}` does not exist. Run `uv run export` first.") from None
    if hashlib.sha256(content).hexdigest() != about.sha256:
        raise EngineError(f"`{path.name}` is damaged or was exchanged: its checksum differs.")
    try:
        engine = Engine(_session(content), about, version or about.version)
    except Exception as problem:  # ONNX Runtime has a dozen of its own
        reason = str(problem).splitlines()[0]
        raise EngineError(f"`{path.name}` is not a model this program can run. {reason}") from None
    return engine


def describe(path: Path) -> Description:
    """Read a model.json, or raise EngineError."""
    try:
        return Description.model_validate(json.loads(path.read_bytes()))
    except OSError:
        raise EngineError(f"`{path.name}` does not exist. Run `uv run export` first.") from None
    except (ValueError, ValidationError):
        raise EngineError(f"`{path.name}` is damaged. Run `uv run export` again.") from None


def _session(content: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    # One row is microseconds of work: handing it to other threads costs more than doing it.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
