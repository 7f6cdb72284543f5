"""How MLflow keeps the model: as a scikit-learn pipeline, in a file without pickle."""

from importlib.metadata import packages_distributions, version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from .. import data, features

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

EXAMPLES = 3  # rows of features stored with the model


def log(mlflow: ModuleType, name: str, model: "BaseEstimator", exported: Path) -> str:
    """Register the model with its signature and an example; return its version in the registry.

    `exported` is the folder with the same model as ONNX, which is what the service fetches.
    """
    import skops.io
    from mlflow import sklearn

    example = features.make(data.load().head(EXAMPLES))
    answers = "predict_proba" if hasattr(model, "predict_proba") else "predict"
    info = sklearn.log_model(
        model,
        name="model",
        signature=mlflow.models.infer_signature(example, getattr(model, answers)(example)),
        input_example=example,
        registered_model_name=name,
        pip_requirements=_requirements(model),  # guessing them takes MLflow longer than the rest
        pyfunc_predict_fn=answers,
        serialization_format="skops",
        # What it is made of was built in this process a moment ago.
        skops_trusted_types=skops.io.get_untrusted_types(data=skops.io.dumps(model)),
    )
    return str(info.registered_model_version)


def _requirements(model: "BaseEstimator") -> list[str]:
    last = model[-1] if hasattr(model, "steps") else model
    modules = {"sklearn", "skops", "numpy", "pandas", type(last).__module__.partition(".")[0]}
    known = packages_distributions()
    return sorted(f"{known[module][0]}=={version(known[module][0])}" for module in modules)
