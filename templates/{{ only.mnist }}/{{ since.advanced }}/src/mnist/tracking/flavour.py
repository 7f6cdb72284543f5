"""How MLflow keeps the model: as ONNX, without pickle, and with the curves of its training."""

from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

from .. import data
from ..service import engine
from . import onnxes

EXAMPLES = 3  # pictures that show MLflow what goes in


def log(mlflow: ModuleType, name: str, model: Any, exported: Path) -> str:
    """Log a metric for each epoch and register the model; return its version in the registry.

    `exported` is the folder with the model as ONNX, which is also what the service fetches.
    """
    import onnx

    for epoch in getattr(model, "history", []):  # only networks have epochs
        mlflow.log_metrics(
            {
                "epoch_training_loss": epoch.loss,
                "epoch_training_accuracy": epoch.accuracy,
                "epoch_validation_loss": epoch.val_loss,
                "epoch_validation_accuracy": epoch.val_accuracy,
            },
            step=epoch.number,
        )
    file = exported / "model.onnx"
    asked = {onnxes.INPUT: data.load().images[:EXAMPLES]}
    answers = {onnxes.OUTPUT: engine.load(file).run(asked).astype("float32")}
    info = mlflow.onnx.log_model(
        onnx.load(file),
        name="model",
        signature=mlflow.models.infer_signature(asked, answers),
        registered_model_name=name,
        # guessing them takes MLflow longer than the rest
        pip_requirements=[f"{package}=={version(package)}" for package in ("numpy", "onnxruntime")],
    )
    return str(info.registered_model_version)
