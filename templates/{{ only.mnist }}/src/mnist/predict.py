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
from safetensors import SafetensorError, safe_open

from . import data, models, picture
from .errors import reported
from .familiar import Familiar

MODEL = data.ROOT / "models" / "model.safetensors"


def load_model(path: Path = MODEL) -> Any:
    """Return the trained model in a file, or raise ModelError if there is none that fits."""
    return load(path)[0]


def load(path: Path) -> tuple[Any, Familiar]:
    """Return the model as `load_model` does, and what the images look like that it learned from."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        # Such a file holds numbers and words, never code, so opening it can do no harm.
        with safe_open(path, framework="numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["trained"])
        known = Familiar(arrays.pop("familiar.typical"), arrays.pop("familiar.limits"))
        model = models.build(about["model"], **about["options"])
        model.restore(arrays)
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError):
        raise models.ModelError(
            f"`{path}` is damaged, or does not fit the code as it is now. Run `uv run train` again."
        ) from None
    return model, known


def shown(path: str, probabilities: list[float], warning: str | None) -> str:
    """Return an answer as text, with the ten probabilities as a small bar chart."""
    answer = probabilities.index(max(probabilities))
    article = "an" if answer == 8 else "a"
    lines = [f"{path} shows {article} {answer}, says the model."]
    lines += [f"Warning: {warning}"] if warning else []
    for digit, probability in enumerate(probabilities):
        bar = "#" * round(40 * probability) + " <" * (digit == answer)
        lines.append(f"  {digit}  {probability:7.2%}  {bar}".rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the pictures that the flags name."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("pictures", nargs="+", type=Path, help="PNG or JPEG files, one digit each")
    flags.add_argument("--json", action="store_true", help="print JSON, for scripts")
    chosen = flags.parse_args(argv)
    with reported():
        model, known = load(data.ROOT / "models" / MODEL.name)
        answers = {}
        for path in chosen.pictures:
            image = picture.read(path)[np.newaxis]  # (1, 28, 28): one picture
            chances = model.predict_proba(image)[0].round(6)  # (10,)
            told = {"probabilities": chances.tolist(), "warning": known.warnings(image)[0]}
            answers[str(path)] = told
        if chosen.json:
            print(json.dumps(answers))
        else:
            print(*(shown(path, **answer) for path, answer in answers.items()), sep="\n")


if __name__ == "__main__":
    main()
