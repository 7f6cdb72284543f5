"""Ask the trained model which digit is on a picture.

Run it with `uv run predict examples/seven.png`: any size, dark on light or light on dark, in
colour too; several pictures at once if you like.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from . import data, models, picture
from .errors import reported
from .learning import Classifier

MODEL = data.ROOT / "models" / "model.safetensors"
BAR = 40  # characters for a probability of 100 %


def load_model(path: Path = MODEL) -> Classifier:
    """Return the trained model in a file, or raise ModelError if there is none that fits."""
    from safetensors import SafetensorError, safe_open

    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        # Such a file holds numbers and words, never code, so opening it can do no harm.
        with safe_open(path, framework="numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["trained"])
        model: Classifier = models.build(about["model"], **about["options"])
    except (SafetensorError, KeyError, TypeError, ValueError):
        raise models.ModelError(f"`{path}` is damaged. Run `uv run train` again.") from None
    try:
        model.restore(arrays)
    except ValueError:
        name = about["model"]
        raise models.ModelError(
            f"`{path}` does not fit `{name}` as it is now. Run `uv run train` again."
        ) from None
    return model


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
        answers = predict(load_model(), digits)
        names = [str(path) for path in chosen.pictures]  # two folders may have a 1.png each
        if chosen.json:
            rows = [[round(float(chance), 6) for chance in row] for row in answers]
            print(json.dumps(dict(zip(names, rows, strict=True))))
            return
        for name, chances in zip(names, answers, strict=True):
            print(f"{name} shows a {chances.argmax()}, says the model.")
            print(told(chances))


if __name__ == "__main__":
    main()
