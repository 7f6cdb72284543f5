"""Write the trained model as ONNX, which runs without scikit-learn and holds no code.

Run it with `uv run export` after `uv run train`. It refuses to write a model whose answers differ
from those of the original on any row of the data.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import data, features, params, predict
from ..analysis import origin
from ..errors import reported
from ..params import Params
from ..service import engine, schema
from . import bundle, profiles

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FOLDER = data.ROOT / "models"


def write(
    model: "BaseEstimator", settings: Params, metrics: Mapping[str, float], folder: Path
) -> list[Path]:
    """Write model.onnx and model.json into `folder` and return their paths.

    Raises ExportError, and leaves the folder as it was, if ONNX cannot hold the model or if one
    answer differs by more than bundle.TOLERANCE from the Python model's.
    """
    from . import onnxes  # slow to import

    everyone = data.load()
    rows = features.make(everyone)
    content = onnxes.convert(model, features.NUMERIC, features.CATEGORICAL)
    learn = data.split(everyone, settings.seed).train
    said = pd.Series(_raw(model, features.make(learn))[:, -1])
    about = {
        "model": settings.model,
        "params": {"seed": settings.seed, **settings.options},
        "metrics": metrics,
        "inputs": features.NUMERIC + features.CATEGORICAL,
        "output": onnxes.output_of(content),
        "rows": len(learn),
        "profile": profiles.profile(learn.drop(columns=data.TARGET)),
        "answers": profiles.profile(said.to_frame("answer"))["answer"],
        "extra": getattr(schema, "extra", dict)(),  # if answers need more than the model
    }

    def check(exported: engine.Engine) -> None:
        answers = exported.predict(rows.to_dict("records"))
        bundle.compare(answers, _raw(model, rows), _advice(model, settings.model))

    return bundle.write(content, about, folder, check)


def _advice(model: "BaseEstimator", name: str) -> str:
    """Say what to do about answers that differ; trees that see scaled numbers are the usual case.

    A split may lie exactly on a value. After scaling, the last digit decides on which side of it
    the value falls, and ONNX has fewer digits. Unscaled ages and counts are exact in both.
    """
    steps = [type(value).__name__ for value in model.get_params().values()]
    last = model[-1] if hasattr(model, "steps") else model
    if "StandardScaler" not in steps or hasattr(last, "coef_"):
        return bundle.ADVICE
    return (
        "Splits of trees lie on values that scaling rounds, and trees need no scale: take the"
        f" `StandardScaler` out of `models/{name}.py`, then `uv run train`."
    )


def _raw(model: "BaseEstimator", table: pd.DataFrame) -> Any:
    """Return the Python model's output, shape (rows, outputs)."""
    return model.predict_proba(table)


def main(argv: Sequence[str] | None = None) -> None:
    """Export the model that `train` wrote."""
    parser = argparse.ArgumentParser("export", description=__doc__.splitlines()[0])
    parser.add_argument("--params", type=Path, default=params.PATH, help="what `train` was given")
    chosen = parser.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        path = data.ROOT / "models" / predict.MODEL.name
        model = predict.load_model(path)
        metrics = bundle.measured(data.ROOT)
        if origin.settings(path) != settings:
            raise bundle.ExportError(
                f"`{chosen.params.name}` was edited since. Run `uv run train` again."
            )
        for file in write(model, settings, metrics, FOLDER):
            print(f"Wrote {file.relative_to(data.ROOT)} ({file.stat().st_size / 1000:.0f} KB)")
        print(f"All {len(data.load())} answers agree with the Python model's.")


if __name__ == "__main__":
    main()
