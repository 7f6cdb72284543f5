"""Ask the trained model which digit is on a picture.

Run it with `uv run predict examples/seven.png`: any size, dark on light or light on dark, in
colour too; several pictures at once if you like.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import data, models, picture
from .errors import reported
from .familiar import Familiar

MODEL = data.ROOT / "models" / "model.safetensors"


def load_model(path: Path = MODEL) -> Any:
    """Return the trained model in a file, or raise ModelError if there is none that fits."""
    return load(path)[0]


def load(path: Path) -> tuple[Any, Familiar]:
    """Return the model as `load_model` does, and what the images look like that it learned from."""
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        # Such a file holds numbers and words, never code, so opening it can do no harm.
        with safe_open(path, framework="numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["trained"])
        known = Familiar(arrays.pop("familiar.typical"), arrays.pop("familiar.limits"))
        model = models.build(about["model"], **about["options"])
    except (SafetensorError, KeyError, TypeError, ValueError):
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    try:
        model.restore(arrays)
    except ValueError:
        name = about["model"]
        raise models.ModelError(
            f"`{path}` does not fit `{name}` as it is now. Run `uv run train` again."
        ) from None
    return model, known


def bars(probabilities: np.ndarray) -> str:
    """Return ten probabilities as a small bar chart of text."""
    lines = []
    for digit, probability in enumerate(probabilities):
        bar = "#" * round(40 * float(probability))
        mark = " <" if digit == probabilities.argmax() else ""
        lines.append(f"  {digit}  {probability:7.2%}  {bar}{mark}".rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the pictures that the flags name."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("pictures", nargs="+", type=Path, help="PNG or JPEG files, one digit each")
    flags.add_argument("--json", action="store_true", help="print JSON, for scripts")
    chosen = flags.parse_args(argv)
    with reported():
        images = np.stack([picture.read(path) for path in chosen.pictures])
        model, known = load(data.ROOT / "models" / MODEL.name)
        answers = zip(model.predict_proba(images), known.warnings(images), strict=True)
        answered = dict(zip(map(str, chosen.pictures), answers, strict=True))
        if chosen.json:
            rounded = {
                name: {"probabilities": probabilities.round(6).tolist(), "warning": warning}
                for name, (probabilities, warning) in answered.items()
            }
            print(json.dumps(rounded))
            return
        for name, (probabilities, warning) in answered.items():
            print(f"{name} shows a {probabilities.argmax()}, says the model.")
            if warning:
                print(f"Warning: {warning}")
            print(bars(probabilities))


if __name__ == "__main__":
    main()
