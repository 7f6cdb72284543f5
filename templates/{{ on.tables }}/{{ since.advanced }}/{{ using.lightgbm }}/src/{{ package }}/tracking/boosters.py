"""How a model becomes ONNX where it holds LightGBM's trees, which onnxmltools converts."""

from typing import Any

import onnx
from lightgbm import LGBMClassifier
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from skl2onnx import convert_sklearn, update_registered_converter
from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
from sklearn.base import BaseEstimator, is_classifier

update_registered_converter(
    LGBMClassifier,
    "lightgbm_LGBMClassifier",
    calculate_linear_classifier_output_shapes,
    convert_lightgbm,
    options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
)


def convert(model: BaseEstimator, inputs: list[Any], opset: dict[str, int]) -> onnx.ModelProto:
    """Return a model as ONNX; the probabilities are an array, not a dictionary for each row."""
    options = {id(model): {"zipmap": False}} if is_classifier(model) else None
    graph: onnx.ModelProto = convert_sklearn(
        model, "model", inputs, options=options, target_opset=opset
    )
    return graph
