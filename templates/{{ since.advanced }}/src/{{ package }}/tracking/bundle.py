"""Write an exported model: `model.onnx`, and `model.json` that says what it is.

Both appear together, and only after the exported model has been compared with the original.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import UserError
from ..service import engine

# ONNX computes with 7 digits where Python has 16, so the last ones may differ.
TOLERANCE = 1e-5
ADVICE = "Choose another model or other options."


class ExportError(UserError):
    """A model that cannot be written as ONNX, or that would answer differently there."""


def write(
    content: bytes,
    about: Mapping[str, Any],
    folder: Path,
    check: Callable[[engine.Engine], None],
) -> list[Path]:
    """Write the bytes of a model and its description into `folder`; return both paths.

    `about` has the fields of engine.Description but for name, version and sha256. `check` gets the
    loaded model and raises ExportError if its answers are wrong; then the folder stays as it was.
    """
    digest = hashlib.sha256(content).hexdigest()
    facts = {
        "name": __package__.partition(".")[0],
        "version": digest[:12],
        "sha256": digest,
        **about,
    }
    facts["metrics"] = {key: round(value, 6) for key, value in about["metrics"].items()}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        files = [Path(draft) / "model.onnx", Path(draft) / "model.json"]
        files[0].write_bytes(content)
        files[1].write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        check(engine.load(files[0]))
        return [file.replace(folder / file.name) for file in files]


def compare(exported: NDArray[Any], original: NDArray[Any], advice: str = ADVICE) -> None:
    """Raise ExportError if any row of two outputs, (rows, outputs) each, is further apart."""
    apart = np.abs(exported - original).max(axis=1)  # (rows,)
    if not apart.max() <= TOLERANCE:  # written so that a NaN fails, too
        wrong = int((~(apart <= TOLERANCE)).sum())
        raise ExportError(
            f"The exported model is not faithful: {wrong} of {len(apart)} answers differ, by up to"
            f" {apart.max():.3f}. Nothing was written. {advice}"
        )


def measured(root: Path) -> dict[str, float]:
    """Return the scores that `train` wrote below `root`, or raise ExportError."""
    try:
        text = (root / "reports" / "metrics.json").read_text(encoding="utf-8")
        scores: dict[str, float] = json.loads(text)
    except (OSError, ValueError):
        raise ExportError("`reports/metrics.json` is missing. Run `uv run train` first.") from None
    return scores
