"""Write the exported model in whole numbers of 8 bits, and compare it with the original.

Run it with `uv run quantise` after `uv run export`. It writes models/int8/, which `serve` takes as
any other model, and refuses if too many right answers would be lost.
"""

import argparse
import json
import logging
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import data, train
from ..errors import reported
from ..learning import accuracy, log_loss
from ..service import engine, schema
from ..service.engine import Engine
from ..tracking import bundle
from ..train import Parts
from . import bars

MODEL = data.ROOT / "models" / "model.onnx"
FOLDER = data.ROOT / "models" / "int8"
REPORTS = data.ROOT / "reports"
EXAMPLES = 1000  # training images that show how large the numbers in the network get
# What is computed in 8 bits. The probabilities at the end are not: 1/256 is too coarse for them.
STEPS = ["Conv", "Gemm", "MatMul", "Relu", "MaxPool", "Reshape"]
SIZES = 1, 64  # images that are asked about at once
TURN = 10  # calls of one model before it is the next one's turn


@dataclass(frozen=True)
class Findings:
    """How one model does. Milliseconds are for one call, on one thread."""

    kb: float
    ms: dict[str, float]  # "p50 of 1": half of the calls with 1 image took no longer
    validation_accuracy: float
    test_accuracy: float
    test_log_loss: float
    differ: int  # test images that get another answer than from the original


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


def candidates(model: Path, parts: Parts) -> dict[str, bytes]:
    """Return the bytes of the original and of both quantised models."""
    return {
        "original": model.read_bytes(),
        "static": static(model, parts.learn.images[:EXAMPLES]),
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
    contents: Mapping[str, bytes], engines: Mapping[str, Engine], parts: Parts, seconds: float
) -> dict[str, Findings]:
    """Return how each model does, the original first."""
    times = latencies(engines, parts.exam.images, seconds)
    chances = {name: schema.ask(model, parts.exam.images) for name, model in engines.items()}
    answers = {name: chance.argmax(axis=1) for name, chance in chances.items()}
    return {
        name: Findings(
            round(len(contents[name]) / 1000, 1),
            times[name],
            accuracy(parts.validation.labels, schema.ask(model, parts.validation.images)),
            accuracy(parts.exam.labels, chances[name]),
            log_loss(parts.exam.labels, chances[name]),
            int((answers[name] != answers["original"]).sum()),
        )
        for name, model in engines.items()
    }


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
                for _ in range(TURN):
                    began = time.perf_counter()
                    schema.ask(model, asked)
                    taken[name].append(1000 * (time.perf_counter() - began))
        for name, some in taken.items():
            values = np.percentile(some, [50, 99])
            found[name] |= {
                f"p{share} of {size}": round(float(value), 4)
                for share, value in zip((50, 99), values, strict=True)
            }
    return found


def table(found: Mapping[str, Findings]) -> str:
    """Return the comparison as text, at most 80 characters wide."""
    ms = list(next(iter(found.values())).ms)
    heads = "".join(f"{key:>10}" for key in [*ms, "accuracy"])
    lines = [
        f"{'':<18}{'milliseconds, one thread':^40}{'test set':^20}".rstrip(),
        f"{'':<10}{'KB':>8}{heads}{'differ':>8}",
    ]
    for name, one in found.items():
        times = "".join(f"{one.ms[key]:>10.3f}" for key in ms)
        lines.append(f"{name:<10}{one.kb:>8.1f}{times}{one.test_accuracy:>10.3f}{one.differ:>8}")
    return "\n".join(lines)


def write(
    content: bytes, source: Engine, found: Mapping[str, Findings], margin: float, folder: Path
) -> list[Path]:
    """Write the static model where `serve` can load it, and return the files written.

    Raises ExportError if it loses more than `margin` percentage points on the validation set: the
    test set is there to be looked at, not to decide.
    """
    before, after = found["original"], found["static"]
    loss = 100 * (before.validation_accuracy - after.validation_accuracy)
    scores = {key: value for key, value in asdict(after).items() if key in source.about.metrics}
    about = _about(source, "static") | {"metrics": source.about.metrics | scores}

    def check(model: Engine) -> None:
        if loss > margin + 1e-9:
            raise bundle.ExportError(
                f"In 8 bits the model loses {loss:.1f} percentage points on the validation set,"
                f" more than {margin:g}. Nothing was written to `{folder.name}/`."
            )

    return bundle.write(content, about, folder, check)


def _about(source: Engine, kind: str) -> dict[str, Any]:
    facts = source.about.model_dump(exclude={"name", "version", "sha256"})
    return facts | {"extra": {**source.about.extra, "int8": kind, "from": source.version}}


def save(found: Mapping[str, Findings], folder: Path) -> list[Path]:
    """Write the comparison as JSON and as a picture; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "quantisation.json", folder / "quantisation.png"]
    content = {name: asdict(one) for name, one in found.items()}
    files[0].write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    panels = {
        "size in KB": [one.kb for one in found.values()],
        "ms for 1 image": [one.ms["p50 of 1"] for one in found.values()],
        "ms for 64 images": [one.ms["p50 of 64"] for one in found.values()],
        "wrong in 1,000": [1000 * (1 - one.test_accuracy) for one in found.values()],
    }
    about = "The same network in 32 and in 8 bits; milliseconds are those of half of the calls"
    figure = bars.panels("What do 8 bits cost, and what do they save?", about, list(found), panels)
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
        parts = train.deal(int(source.about.params["seed"]))
        if source.about.extra.get("digits") != parts.learn.fingerprint():
            raise bundle.ExportError(
                f"`{chosen.model}` has learned from other digits than those that are here. Run"
                " `uv run train` and `uv run export` again."
            )
        contents = candidates(chosen.model, parts)
        engines = loaded(contents, _about(source, "test"))
        found = compare(contents, engines, parts, chosen.seconds)
        print(table(found), "", "Wrote:", sep="\n")
        written = save(found, chosen.reports)
        try:
            written += write(contents["static"], source, found, chosen.margin, chosen.folder)
        finally:
            for path in written:
                inside = path.is_relative_to(data.ROOT)
                print(f"  {path.relative_to(data.ROOT) if inside else path}")


if __name__ == "__main__":
    main()
