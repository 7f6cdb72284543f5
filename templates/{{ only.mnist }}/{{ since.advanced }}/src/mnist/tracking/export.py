"""Write the trained model as ONNX, which runs without PyTorch and holds no code.

Run it with `uv run export` after `uv run train`. It refuses to write a model whose answers differ
from those of the original on any picture of the data.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import data, familiar, params, predict
from ..analysis import origin
from ..errors import reported
from ..params import Params
from ..service import engine, schema
from . import bundle, profiles, samples

FOLDER = data.ROOT / "models"


def write(model: Any, settings: Params, metrics: Mapping[str, float], folder: Path) -> list[Path]:
    """Write model.onnx and model.json into `folder` and return their paths.

    The model must have learned from the digits that are here. Raises ExportError, and leaves the
    folder as it was, if ONNX cannot hold the model or if one probability differs by more than
    bundle.TOLERANCE from the Python model's.
    """
    from . import onnxes  # slow to import

    content = onnxes.convert(model)
    everything = data.load()
    train, validation, _ = data.split(everything, settings.seed)
    arriving = samples.arriving(train.images)
    sure = model.predict_proba(arriving).max(axis=1)
    about = {
        "model": settings.model,
        "params": {"seed": settings.seed, **settings.options},
        "metrics": metrics,
        "inputs": [onnxes.INPUT],
        "output": onnxes.OUTPUT,
        "rows": len(train),
        "profile": profiles.profile(samples.table(arriving)),
        "answers": profiles.profile(pd.DataFrame({"answer": sure}))["answer"],
        "extra": {
            "digits": train.fingerprint(),
            "familiar": schema.packed(familiar.learned(train, validation, settings.seed)),
        },
    }

    def check(exported: engine.Engine) -> None:
        answers = exported.run({onnxes.INPUT: everything.images})
        bundle.compare(answers, model.predict_proba(everything.images))

    return bundle.write(content, about, folder, check)


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
        origin.splits(path)  # refuses if the digits were exchanged since
        for file in write(model, settings, metrics, FOLDER):
            print(f"Wrote {file.relative_to(data.ROOT)} ({file.stat().st_size / 1000:.0f} KB)")
        print(f"All {len(data.load()):,} answers agree with the Python model's.")


if __name__ == "__main__":
    main()
