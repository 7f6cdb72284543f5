"""Write the trained model as ONNX, which runs without scikit-learn and holds no code.

Run it with `uv run export` after `uv run train`. It refuses to write a model whose answers differ
from those of the original on any row of the data.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import data, engine, features, params, predict, train
from .errors import UserError, reported
from .params import Params

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FOLDER = data.ROOT / "models"
# ONNX computes with 7 digits where Python has 16, so the last ones may differ.
TOLERANCE = 1e-5
BINS = 10
FEW = 20  # so many different words are worth counting one by one


class ExportError(UserError):
    """A model that cannot be written as ONNX, or that would answer differently there."""


def write(
    model: "BaseEstimator", settings: Params, metrics: Mapping[str, float], folder: Path
) -> list[Path]:
    """Write model.onnx and model.json into `folder` and return their paths.

    Raises ExportError, and leaves the folder as it was, if ONNX cannot hold the model or if one
    answer differs by more than TOLERANCE from the Python model's.
    """
    from . import onnxes  # slow to import

    table = data.load()
    content = onnxes.convert(model, features.NUMERIC, features.CATEGORICAL)
    learn = data.split(table, settings.seed).train
    about = {
        "name": __package__,
        "model": settings.model,
        "version": hashlib.sha256(content).hexdigest()[:12],
        "sha256": hashlib.sha256(content).hexdigest(),
        "params": {"seed": settings.seed, **settings.options},
        "metrics": {key: round(value, 4) for key, value in metrics.items()},
        "inputs": features.NUMERIC + features.CATEGORICAL,
        "output": onnxes.output_of(content),
        "rows": len(learn),
        "profile": profile(learn.drop(columns=data.TARGET)),
        "answers": profile(_answers(model, features.make(learn)))["answer"],
    }
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        files = [Path(draft) / "model.onnx", Path(draft) / "model.json"]
        files[0].write_bytes(content)
        files[1].write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        _compare(files[0], model, features.make(table))
        return [file.replace(folder / file.name) for file in files]


def _compare(path: Path, model: "BaseEstimator", table: pd.DataFrame) -> None:
    exported = engine.load(path).predict(table.to_dict("records"))
    original = _raw(model, table)
    apart = np.abs(exported - original).max(axis=1)  # (rows,)
    if not apart.max() <= TOLERANCE:  # written so that a NaN fails, too
        wrong = int((~(apart <= TOLERANCE)).sum())
        raise ExportError(
            f"The exported model is not faithful: {wrong} of {len(table)} answers differ, by up to"
            f" {apart.max():.3f}. Nothing was written; choose another model or other options."
        )


def _raw(model: "BaseEstimator", table: pd.DataFrame) -> Any:
    """Return the Python model's output, shape (rows, outputs)."""
    if hasattr(model, "predict_proba"):
        return model.predict_proba(table)
    return np.asarray(model.predict(table), dtype=float).reshape(len(table), -1)


def _answers(model: "BaseEstimator", table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"answer": _raw(model, table)[:, -1]})


def profile(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Describe each column: a typical value, how much is missing, how the values spread.

    Numbers get `edges` (the cuts between BINS bins of equal size) and the `shares` of the bins,
    words the share of each word if there are few. Shares are of the values that are not missing.
    """
    return {str(name): _column(table[name]) for name in table}


def _column(values: "pd.Series[Any]") -> dict[str, Any]:
    known = values.dropna()
    facts: dict[str, Any] = {"missing": round(float(values.isna().mean()), 4), "typical": None}
    if known.empty:
        return facts
    if pd.api.types.is_numeric_dtype(known):
        return facts | _numbers(known.to_numpy())
    counts = known.value_counts(normalize=True).sort_index()
    facts |= {"kind": "text", "distinct": len(counts)}
    if len(counts) <= FEW:
        shares = {str(word): round(float(share), 4) for word, share in counts.items()}
        facts |= {"typical": str(counts.idxmax()), "shares": shares}
    return facts


def _numbers(values: "np.ndarray[Any, Any]") -> dict[str, Any]:
    cuts = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="lower"))
    cuts = cuts[cuts < values.max()]
    counts = np.bincount(np.searchsorted(cuts, values), minlength=len(cuts) + 1)
    return {
        "kind": "number",
        "typical": np.quantile(values, 0.5, method="lower").item(),
        "mean": round(float(values.mean()), 4),
        "std": round(float(values.std()), 4),
        "min": values.min().item(),
        "max": values.max().item(),
        "edges": cuts.tolist(),  # bin i holds edges[i - 1] < value <= edges[i]
        "shares": [round(float(count / len(values)), 4) for count in counts],
    }


def _trained(folder: Path) -> tuple["BaseEstimator", dict[str, float]]:
    model = predict.load_model(folder / "models" / "model.skops")
    try:
        metrics = json.loads((folder / "reports" / "metrics.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ExportError("`reports/metrics.json` is missing. Run `uv run train` first.") from None
    return model, metrics


def main(argv: Sequence[str] | None = None) -> None:
    """Export the model that `train` wrote."""
    parser = argparse.ArgumentParser("export", description=__doc__.splitlines()[0])
    parser.add_argument("--params", type=Path, default=params.PATH, help="what `train` was given")
    chosen = parser.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        model, metrics = _trained(data.ROOT)
        if repr(train.estimator(settings)) != repr(model):
            raise ExportError(f"`{chosen.params.name}` was edited since. Run `uv run train` again.")
        for path in write(model, settings, metrics, FOLDER):
            print(f"Wrote {path.relative_to(data.ROOT)} ({path.stat().st_size / 1000:.0f} KB)")
        print(f"All {len(data.load())} answers agree with the Python model's.")


if __name__ == "__main__":
    main()
