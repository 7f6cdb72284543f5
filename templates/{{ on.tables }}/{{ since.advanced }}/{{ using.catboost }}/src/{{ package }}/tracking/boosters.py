"""How a model becomes ONNX where it holds CatBoost's trees, which CatBoost writes itself."""

import tempfile
from typing import Any

import onnx
from catboost import CatBoostClassifier
from onnx import compose, helper
from skl2onnx import convert_sklearn
from sklearn.base import BaseEstimator, is_classifier


def convert(model: BaseEstimator, inputs: list[Any], opset: dict[str, int]) -> onnx.ModelProto:
    """Return a model as ONNX; the probabilities are an array, not a dictionary for each row."""
    if hasattr(model, "steps") and isinstance(model[-1], CatBoostClassifier):
        return _joined(model, inputs, opset)
    options = {id(model): {"zipmap": False}} if is_classifier(model) else None
    graph: onnx.ModelProto = convert_sklearn(
        model, "model", inputs, options=options, target_opset=opset
    )
    return graph


def _joined(model: BaseEstimator, inputs: list[Any], opset: dict[str, int]) -> onnx.ModelProto:
    """Join the preparation, converted by skl2onnx, to the trees, written by CatBoost itself."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/trees.onnx"
        model[-1].save_model(file, format="onnx")
        trees = onnx.load(file)
    prepare: onnx.ModelProto = convert_sklearn(model[:-1], "model", inputs, target_opset=opset)
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
