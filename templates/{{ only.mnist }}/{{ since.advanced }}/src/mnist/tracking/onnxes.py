"""Turn a trained model into ONNX: bytes of pixels in, ten probabilities out.

A network is traced by PyTorch (Keras computes with it, too); the two baselines are a few sums,
which are written down here by hand.
"""

import logging
import warnings
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .. import network
from ..data import CLASSES, SIZE
from ..models.logistic_regression import LogisticRegression
from . import served
from .bundle import ExportError

INPUT, OUTPUT = "images", "probabilities"
OPSET = 20


def convert(model: Any) -> bytes:
    """Return the model as ONNX: `images` (n, 28, 28) uint8 in, `probabilities` (n, 10) out.

    Raises ExportError if there is no way to write this kind of model.
    """
    if isinstance(model, network.Network):
        graph = _traced(model)
    elif isinstance(model, LogisticRegression):  # the majority is one, too
        graph = _votes(model.weights, model.bias)
    else:
        raise ExportError(f"`{type(model).__name__}` cannot be written as ONNX.")
    onnx.checker.check_model(graph, full_check=True)
    content: bytes = graph.SerializeToString()
    return content


def _traced(model: network.Network) -> onnx.ModelProto:
    """Let PyTorch run the network once and write down what it computes."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    images = torch.zeros(2, SIZE, SIZE, dtype=torch.uint8)
    count = torch.export.Dim("n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            served.layers(model).eval(),
            (images,),
            input_names=[INPUT],
            output_names=[OUTPUT],
            opset_version=OPSET,
            dynamo=True,
            dynamic_shapes=({0: count},),
            verbose=False,
        )
    assert program is not None
    return _nameless(program.model_proto)


def _nameless(model: onnx.ModelProto) -> onnx.ModelProto:
    """Remove the notes about where each step came from: they name folders of this computer."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.initializer):
        del part.metadata_props[:]
    for value in graph.value_info:
        del value.metadata_props[:]
    return model


def _votes(weights: np.ndarray, bias: np.ndarray) -> onnx.ModelProto:
    """Return softmax(pixels @ weights + bias), with weights (10, 784) and bias (10,)."""
    numbers = {
        "scale": np.float32(255),
        "flat": np.array([0, SIZE * SIZE]),  # 0: as many rows as there are pictures
        "weights": weights.T.astype(np.float32),
        "bias": bias.astype(np.float32),
    }
    steps = [
        helper.make_node("Cast", [INPUT], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["numbers", "scale"], ["shares"]),
        helper.make_node("Reshape", ["shares", "flat"], ["rows"]),
        helper.make_node("MatMul", ["rows", "weights"], ["sums"]),
        helper.make_node("Add", ["sums", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], [OUTPUT], axis=1),
    ]
    graph = helper.make_graph(
        steps,
        "votes",
        [helper.make_tensor_value_info(INPUT, TensorProto.UINT8, ["n", SIZE, SIZE])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", CLASSES])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in numbers.items()],
    )
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=10)
