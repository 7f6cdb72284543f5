"""Ask the trained model what is on a picture.

Run it with `uv run predict photo.jpg`: any size, any way up, several at once if you like.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from . import data, features, models, train
from .errors import reported

MODEL = data.ROOT / "models" / "model.safetensors"


def load_model(path: Path = MODEL) -> Any:
    """Return the trained model in a file, or raise ModelError if there is none that fits."""
    return load(path)[0]


def load(path: Path) -> tuple[Any, list[str]]:
    """Return the model as `load_model` does, and the names of its classes."""
    if not path.exists():
        raise models.ModelError(f"`{path}` does not exist. Run `uv run train` first.")
    try:
        # Such a file holds numbers and words, never code, so opening it can do no harm.
        with safe_open(path, framework="pt") as file:
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = json.loads((file.metadata() or {})["trained"])
        classes = list(about["classes"])
        model = models.build(about["model"], classes=len(classes), **about["options"])
        model.load_state_dict(state)
        if about["recipe"] != features.recipe():
            raise ValueError("it learned from features that are made in another way now")
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError):
        raise models.ModelError(
            f"`{path}` is damaged, or does not fit the code as it is now. Run `uv run train` again."
        ) from None
    return model.eval(), classes


def shown(path: str, chances: dict[str, float]) -> str:
    """Return an answer as text, with the probabilities as a small bar chart."""
    answer, width = max(chances, key=lambda name: chances[name]), max(map(len, chances))
    lines = [f"{path} shows {answer}, says the model."]
    for name, chance in sorted(chances.items(), key=lambda each: -each[1]):
        lines.append(f"  {name:<{width}}  {chance:6.1%}  {'#' * round(40 * chance)}".rstrip())
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Answer for the pictures that the flags name."""
    flags = argparse.ArgumentParser("predict", description=__doc__.splitlines()[0])
    flags.add_argument("pictures", nargs="+", type=Path, help="JPEG, PNG and other files")
    flags.add_argument("--json", action="store_true", help="print JSON, for scripts")
    chosen = flags.parse_args(argv)
    with reported():
        model, classes = load(data.ROOT / "models" / MODEL.name)
        table = train.probabilities(model, features.embed(chosen.pictures)).round(6)
        answers = {
            str(path): dict(zip(classes, chances.tolist(), strict=True))
            for path, chances in zip(chosen.pictures, table, strict=True)
        }
        if chosen.json:
            print(json.dumps(answers))
        else:
            print(*(shown(path, chances) for path, chances in answers.items()), sep="\n")


if __name__ == "__main__":
    main()
