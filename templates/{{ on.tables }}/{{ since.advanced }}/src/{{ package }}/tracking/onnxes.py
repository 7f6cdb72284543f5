"""Turn a scikit-learn pipeline into ONNX; boosters.py knows about the booster of this repo."""

import math
from collections.abc import Sequence
from itertools import chain

import onnx
from onnx import helper
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from skl2onnx.common.exceptions import MissingConverter, MissingShapeCalculator
from sklearn.base import BaseEstimator

from . import boosters
from .bundle import ExportError

OPSET = {"": 18, "ai.onnx.ml": 3}
MISSING = -1e30  # stands for a missing number where a table needs one


def convert(model: BaseEstimator, numeric: Sequence[str], text: Sequence[str]) -> bytes:
    """Return the model as ONNX: one input of shape (rows, 1) for each column.

    Raises ExportError if there is no way to write this kind of model.
    """
    inputs = [(name, FloatTensorType([None, 1])) for name in numeric]
    inputs += [(name, StringTensorType([None, 1])) for name in text]
    last = model[-1] if hasattr(model, "steps") else model
    try:
        graph = boosters.convert(model, inputs, OPSET)
    except (MissingConverter, MissingShapeCalculator, NotImplementedError, RuntimeError) as problem:
        kind = type(last).__name__
        reason = str(problem).splitlines()[0]
        raise ExportError(
            f"The model with `{kind}` cannot be written as ONNX. {reason} Choose another model, or"
            " build it from steps of scikit-learn's own."
        ) from None
    _mend_missing(graph)
    content: bytes = graph.SerializeToString()
    return content


def output_of(content: bytes) -> str:
    """Return the name of the output with the probabilities, or with the prediction."""
    names = [output.name for output in onnx.load_from_string(content).graph.output]
    return "probabilities" if "probabilities" in names else names[-1]


def _mend_missing(model: onnx.ModelProto) -> None:
    """Let tables of learned values find the entry for a missing number.

    A missing number is NaN, which equals nothing, not even the NaN in the table; so both become
    a number that stands for it.
    """
    graph = model.graph
    for place, node in reversed(list(enumerate(graph.node))):
        keys = [part.floats for part in node.attribute if part.name == "keys_floats"]
        if node.op_type != "LabelEncoder" or not any(math.isnan(key) for key in chain(*keys)):
            continue
        source, known = node.input[0], f"{node.name}_known"
        gone, stand_in = f"{known}_gone", f"{known}_stand_in"
        keys[0][:] = [MISSING if math.isnan(key) else key for key in keys[0]]
        node.input[0] = known
        graph.initializer.append(
            helper.make_tensor(stand_in, onnx.TensorProto.FLOAT, [], [MISSING])
        )
        graph.node.insert(place, helper.make_node("Where", [gone, stand_in, source], [known]))
        graph.node.insert(place, helper.make_node("IsNaN", [source], [gone]))
