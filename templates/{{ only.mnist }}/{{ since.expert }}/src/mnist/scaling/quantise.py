"""Write the exported model in whole numbers of 8 bits, and compare it with the original.

Run it with `uv run quantise` after `uv run export`. It writes models/int8/, which `serve` takes as
any other model, and refuses if too many right answers would be lost.
"""

import argparse
import logging
import tempfile
import time
import timeit
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .. import data, train
from ..analysis import charts
from ..data import Splits
from ..errors import reported
from ..service import engine, schema
from ..service.engine import Engine
from ..tracking import bundle

MODEL = data.ROOT / "models" / "model.onnx"
FOLDER = data.ROOT / "models" / "int8"
REPORTS = data.ROOT / "reports"
EXAMPLES = 1000  # training images that show how large the numbers in the network get
# What is computed in 8 bits. The probabilities at the end are not: 1/256 is too coarse for them.
STEPS = ["Conv", "Gemm", "MatMul", "Relu", "MaxPool", "Reshape"]
SIZES = 1, 64  # images that are asked about at once


class Asked(NamedTuple):
    """An exported model that can be asked like one that `train` made."""

    model: Engine

    def predict_proba(self, images: np.ndarray) -> np.ndarray:
        """Return a probability for each digit, (n, 10), that add up to 1 with 16 digits, too."""
        probabilities = schema.ask(self.model, images).astype(float)
        return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True))


class Examples:
    """Images as the calibration of ONNX Runtime wants them: some at a time, at last None."""

    def __init__(self, images: np.ndarray) -> None:
        """Take images (n, 28, 28) uint8."""
        self.parts = iter(np.array_split(images, max(1, len(images) // 100)))

    def get_next(self) -> dict[str, np.ndarray] | None:
        """Return the next input of the model."""
        part = next(self.parts, None)
        return None if part is None else {schema.INPUT: part}


def static(model: Path, images: np.ndarray) -> bytes:
    """Return the model with weights and intermediate results in 8 bits.

    `images` (n, 28, 28) show how far the intermediate results go, so their scales are fixed
    beforehand. Each channel of a convolution has a scale of its own.
    """
    from onnxruntime.quantization import QuantType, quantize_static

    with _prepared(model) as (ready, draft):
        quantize_static(
            ready,
            draft,
            Examples(images),
            op_types_to_quantize=STEPS,
            activation_type=QuantType.QUInt8,
            per_channel=True,
            # 7 bits for weights: with 8, sums overflow on processors without VNNI.
            reduce_range=True,
        )
        return draft.read_bytes()


def dynamic(model: Path) -> bytes:
    """Return the model with weights in 8 bits; other scales are measured anew in every call."""
    from onnxruntime.quantization import quantize_dynamic

    with _prepared(model) as (ready, draft):
        quantize_dynamic(ready, draft)
        return draft.read_bytes()


@contextmanager
def _prepared(model: Path) -> Iterator[tuple[Path, Path]]:
    """Give a copy of the model that is ready to be quantised, and a place to write the result."""
    from onnxruntime.quantization.shape_inference import quant_pre_process

    logging.disable(logging.WARNING)  # it advises what is done here
    try:
        with tempfile.TemporaryDirectory() as folder:
            ready, draft = Path(folder) / "ready.onnx", Path(folder) / "draft.onnx"
            quant_pre_process(str(model), str(ready))
            yield ready, draft
    finally:
        logging.disable(logging.NOTSET)


def candidates(model: Path, splits: Splits) -> dict[str, bytes]:
    """Return the bytes of the original and of both quantised models."""
    return {
        "original": model.read_bytes(),
        "static": static(model, splits.train.images[:EXAMPLES]),
        "dynamic": dynamic(model),
    }


def loaded(contents: Mapping[str, bytes], about: Mapping[str, Any]) -> dict[str, Engine]:
    """Return each model as the server would load it."""
    engines = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            path, _ = bundle.write(content, about, Path(folder) / name, lambda loaded: None)
            engines[name] = engine.load(path)
    return engines


def compare(
    contents: Mapping[str, bytes], engines: Mapping[str, Engine], splits: Splits, seconds: float
) -> pd.DataFrame:
    """Return how each model does, a row a model, the original first.

    Milliseconds are for one call, on one thread; `differ` counts the test images that get another
    answer than from the original.
    """
    images = splits.test.images
    answers = {name: schema.ask(model, images).argmax(1) for name, model in engines.items()}
    times = latencies(engines, images, seconds)
    rows = {}
    for name, model in engines.items():
        asked = Asked(model)
        rows[name] = {
            "kb": round(len(contents[name]) / 1000, 1),
            **times[name],
            "validation_accuracy": train.scores(asked, splits.validation, "of")["of_accuracy"],
            **train.scores(asked, splits.test, "test"),
            "differ": int((answers[name] != answers["original"]).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").round(6)


def latencies(
    engines: Mapping[str, Engine], images: np.ndarray, seconds: float
) -> dict[str, dict[str, float]]:
    """Return p50 and p99 of a call's milliseconds, for 1 and 64 images, by model.

    The models take turns, so that what else the computer does hits them all alike.
    """
    found: dict[str, dict[str, float]] = {name: {} for name in engines}
    for size in SIZES:
        asked, taken = images[:size], {name: list[float]() for name in engines}
        end = time.perf_counter() + seconds / len(SIZES)
        while time.perf_counter() < end or not taken["original"]:
            for name, model in engines.items():
                schema.ask(model, asked)  # finds the other models' numbers in the cache: not timed
                taken[name] += timeit.repeat(lambda: schema.ask(model, asked), number=1, repeat=10)  # noqa: B023
        for name, some in taken.items():
            p50, p99 = 1000 * np.percentile(some, [50, 99])
            found[name] |= {f"p50 of {size}": float(p50), f"p99 of {size}": float(p99)}
    return found


def write(
    content: bytes, source: Engine, found: pd.DataFrame, margin: float, folder: Path
) -> list[Path]:
    """Write the static model where `serve` can load it, and return the files written.

    Raises ExportError if it loses more than `margin` percentage points on the validation set: the
    test set is there to be looked at, not to decide.
    """
    accuracy = found["validation_accuracy"]
    loss = 100 * (accuracy["original"] - accuracy["static"])
    if loss > margin + 1e-9:
        raise bundle.ExportError(
            f"In 8 bits the model loses {loss:.1f} percentage points on the validation set,"
            f" more than {margin:g}. Nothing was written to `{folder.name}/`."
        )
    measured = {key: float(value) for key, value in found.loc["static"].items()}
    scores = {key: measured.get(key, value) for key, value in source.about.metrics.items()}
    about = _about(source, "static") | {"metrics": scores}
    return bundle.write(content, about, folder, lambda model: None)


def _about(source: Engine, kind: str) -> dict[str, Any]:
    facts = source.about.model_dump(exclude={"name", "version", "sha256"})
    return facts | {"extra": {**source.about.extra, "int8": kind, "from": source.version}}


def save(found: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the comparison as JSON and as a picture; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "quantisation.json", folder / "quantisation.png"]
    files[0].write_text(found.to_json(orient="index", indent=2) + "\n", encoding="utf-8")
    columns = {
        "size in KB": found["kb"],
        "ms for 1 image": found["p50 of 1"],
        "ms for 64 images": found["p50 of 64"],
        "wrong in 1,000": 1000 * (1 - found["test_accuracy"]),
    }
    about = "The same network in 32 and in 8 bits; milliseconds are those of half of the calls"
    figure = charts.frame("What do 8 bits cost, and what do they save?", about, height=3.4)
    panels = figure.subplots(1, len(columns), sharey=True)
    for axes, (title, values) in zip(panels, columns.items(), strict=True):
        charts.tidy(axes)
        axes.bar_label(axes.barh(found.index, values, color=charts.RIGHT), fmt="{:,.3g}", padding=3)
        axes.set(title=title, xlim=(0, 1.4 * max(values.max(), 1e-9)), xticks=[])
    panels[0].invert_yaxis()
    figure.savefig(files[1], metadata={"Software": None})
    return files


def main(argv: Sequence[str] | None = None) -> None:
    """Quantise, compare, tell, and write what is good enough."""
    flags = argparse.ArgumentParser("quantise", description=__doc__.splitlines()[0])
    add = flags.add_argument
    add("--margin", type=float, default=0.5, help="percentage points it may lose; default: 0.5")
    add("--seconds", type=float, default=10.0, help="for measuring times; default: 10")
    add("--model", type=Path, default=MODEL, help="default: models/model.onnx")
    add("--folder", type=Path, default=FOLDER, help="default: models/int8")
    add("--reports", type=Path, default=REPORTS, help="where the report goes")
    chosen = flags.parse_args(argv)
    with reported():
        source = engine.load(chosen.model)
        splits = data.split(data.load(), int(source.about.params["seed"]))
        if source.about.extra.get("digits") != splits.train.fingerprint():
            raise bundle.ExportError(
                f"`{chosen.model}` has learned from other digits than those that are here. Run"
                " `uv run train` and `uv run export` again."
            )
        contents = candidates(chosen.model, splits)
        engines = loaded(contents, _about(source, "test"))
        found = compare(contents, engines, splits, chosen.seconds)
        shown = found.drop(columns=["validation_accuracy", "test_log_loss"])
        print(shown.to_string(float_format="{:.3f}".format), "", "Wrote:", sep="\n")
        written = save(found, chosen.reports)
        try:
            written += write(contents["static"], source, found, chosen.margin, chosen.folder)
        finally:
            for path in written:
                inside = path.is_relative_to(data.ROOT)
                print(f"  {path.relative_to(data.ROOT) if inside else path}")


if __name__ == "__main__":
    main()
