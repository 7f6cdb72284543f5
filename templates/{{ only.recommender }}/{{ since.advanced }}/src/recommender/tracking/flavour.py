"""How MLflow keeps the model: as the same ONNX file that the service runs, without pickle."""

from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from ..models._base import Recommender
from ..service import engine

NEEDED = ["numpy", "onnx", "onnxruntime"]


def log(mlflow: ModuleType, name: str, model: Recommender, exported: Path) -> str:
    """Register the model with its signature; return its version in the registry.

    `exported` is the folder with model.onnx: its inputs are places of films and their weights.
    """
    import onnx
    from mlflow import onnx as flavour

    films = len(engine.describe(exported / "model.json").extra["ids"])
    info = flavour.log_model(
        onnx.load(exported / "model.onnx"),
        name="model",
        signature=_signature(mlflow, films),
        registered_model_name=name,
        pip_requirements=[f"{package}=={version(package)}" for package in NEEDED],
        save_as_external_data=False,
    )
    return str(info.registered_model_version)


def _signature(mlflow: ModuleType, films: int) -> Any:
    """Any number of people, -1, with any number of films; a score for each film there is."""
    types = mlflow.types
    whole, real = np.dtype(np.int64), np.dtype(np.float32)
    inputs = [
        types.TensorSpec(whole, (-1, -1), "films"),
        types.TensorSpec(real, (-1, -1), "weights"),
    ]
    outputs = [types.TensorSpec(real, (-1, films), "scores")]
    return mlflow.models.ModelSignature(types.Schema(inputs), types.Schema(outputs))
