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

from . import data, familiar, models, picture
from .errors import reported
from .familiar import Familiar
from .learning import Classifier

MODEL = data.ROOT / "models" / "model.safetensors"
BAR = 40  # characters for a probability of 100 %


def load_model(path: Path = MODEL) -> Classifier:
    """Return the trained model in a file, or raise ModelError if there is none that fits."""
    return load(path)[0]


def load(path: Path) -> tuple[Classifier, Familiar | None]:
    """Return the model as `load_model` does, and what the pictures look like that it learned from.

    None if an older `train` wrote the file, which did not note that.
    """
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        # Such a file holds numbers and words, never code, so opening it can do no harm.
        with safe_open(path, framework="numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["trained"])
        model: Classifier = models.build(about["model"], **about["options"])
        known = familiar.unpacked(about["familiar"]) if "familiar" in about else None
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


def predict(model: Classifier, images: np.ndarray) -> np.ndarray:
    """Return a probability for each digit, (n, 10); the rows add up to 1.

    `images` are (n, 28, 28) uint8, 0 for paper and 255 for ink, prepared as in picture.py.
    """
    return model.predict_proba(images)


def told(chances: np.ndarray) -> str:
    """Return ten probabilities as a small bar chart of text."""
    best = chances.max()
    lines = []
    for digit, chance in enumerate(chances):
        bar = "#" * round(BAR * float(chance))
        mark = " <" if chance == best else ""
        lines.append(f"  {digit}  {chance:7.2%}  {bar}{mark}".rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the pictures that the flags name."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("pictures", nargs="+", type=Path, help="PNG or JPEG files, one digit each")
    flags.add_argument("--json", action="store_true", help="print JSON, for scripts")
    chosen = flags.parse_args(argv)
    with reported():
        digits = np.stack([picture.read(path) for path in chosen.pictures])
        model, known = load(data.ROOT / "models" / MODEL.name)
        warnings = known.warnings(digits) if known else [None] * len(digits)
        answers = list(zip(predict(model, digits), warnings, strict=True))
        names = map(str, chosen.pictures)  # two folders may have a 1.png each
        if chosen.json:
            print(json.dumps(dict(zip(names, (_plain(*each) for each in answers), strict=True))))
            return
        for name, (chances, warning) in zip(names, answers, strict=True):
            print(f"{name} shows a {chances.argmax()}, says the model.")
            if warning:
                print(f"Warning: {warning}")
            print(told(chances))


def _plain(chances: np.ndarray, warning: str | None) -> dict[str, Any]:
    return {"probabilities": [round(float(each), 6) for each in chances], "warning": warning}


if __name__ == "__main__":
    main()
