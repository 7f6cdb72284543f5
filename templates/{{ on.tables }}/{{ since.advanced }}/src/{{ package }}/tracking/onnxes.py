"""Turn a scikit-learn pipeline into ONNX: which library converts which model."""

import math
import tempfile
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import onnx
from onnx import compose, helper
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from skl2onnx.common.exceptions import MissingConverter, MissingShapeCalculator
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)
from sklearn.base import BaseEstimator, is_classifier

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
        if type(last).__module__.startswith("catboost"):
            graph = _catboost(model, inputs)
        else:
            graph = _sklearn(model, inputs)
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


def _sklearn(model: BaseEstimator, inputs: list[Any]) -> onnx.ModelProto:
    _register(model[-1] if hasattr(model, "steps") else model)
    options = {id(model): {"zipmap": False}} if is_classifier(model) else None
    graph: onnx.ModelProto = convert_sklearn(
        model, "model", inputs, options=options, target_opset=OPSET
    )
    return graph


def _register(last: BaseEstimator) -> None:
    """Tell skl2onnx how to convert a booster of another library."""
    library = type(last).__module__.partition(".")[0]
    name = f"{library}_{type(last).__name__}"
    if library not in CONVERTERS:
        return
    convert = CONVERTERS[library]()
    if is_classifier(last):
        shapes = calculate_linear_classifier_output_shapes
        options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
        update_registered_converter(type(last), name, shapes, convert, options=options)
    else:
        shapes = calculate_linear_regressor_output_shapes
        update_registered_converter(type(last), name, shapes, convert)


def _xgboost() -> Any:
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost

    return convert_xgboost


def _lightgbm() -> Any:
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import (
        convert_lightgbm,
    )

    return convert_lightgbm


# Imported only when asked for: a project has one of these libraries at most.
CONVERTERS: dict[str, Callable[[], Any]] = {"xgboost": _xgboost, "lightgbm": _lightgbm}


def _catboost(model: BaseEstimator, inputs: list[Any]) -> onnx.ModelProto:
    """Join the preparation, converted by skl2onnx, to the trees, written by CatBoost itself."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/trees.onnx"
        model[-1].save_model(file, format="onnx")
        trees = onnx.load(file)
    prepare: onnx.ModelProto = convert_sklearn(model[:-1], "model", inputs, target_opset=OPSET)
    # Both halves have to be written in the same version of ONNX; the oldest will do for trees.
    trees.ir_version = prepare.ir_version
    del trees.opset_import[:]
    trees.opset_import.extend(prepare.opset_import)
    if trees.graph.node[-1].op_type == "ZipMap":  # makes a list of dictionaries: take its input
        tensor = trees.graph.node.pop().input[0]
        trees.graph.output.pop()
        trees.graph.output.append(
            helper.make_tensor_value_info(tensor, onnx.TensorProto.FLOAT, [None, None])
        )
    joint = [(prepare.graph.output[0].name, trees.graph.input[0].name)]
    return compose.merge_models(prepare, trees, io_map=joint)


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
