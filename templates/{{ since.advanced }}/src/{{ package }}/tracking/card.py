"""Fill in the model card: what the model is for, how good it is, and where it must not be used.

Run it with `uv run card` after `uv run export`. The words stand in card.md beside this file; the
figures come from models/model.json, so the card always speaks of the model that is served.
"""

import string
from pathlib import Path

from ..errors import UserError, reported
from ..service import engine

ROOT = Path(__file__).resolve().parents[3]  # the folder with pyproject.toml
WORDS = Path(__file__).with_name("card.md")
MODEL = ROOT / "models" / "model.json"
CARD = ROOT / "MODEL_CARD.md"


class CardError(UserError):
    """A card.md that asks for a figure nobody has measured."""


def render(words: str, about: engine.Description) -> str:
    """Return the card: each `$name` in `words` becomes a figure of the model.

    There is one for every metric, and `$model`, `$version`, `$rows`, `$params`, `$scores`.
    Raises CardError for any other.
    """
    figures = {key: f"{value:.3f}" for key, value in about.metrics.items()}
    rows = [f"| `{key}` | {value} |" for key, value in figures.items()]
    facts = {
        "model": about.model.replace("_", " "),
        "version": about.version,
        "rows": f"{about.rows:,}",
        "params": ", ".join(f"`{key}: {value}`" for key, value in about.params.items()),
        "scores": "\n".join(["| score | value |", "|---|---|", *rows]),
    }
    try:
        return string.Template(words).substitute(figures | facts)
    except KeyError as name:
        raise CardError(f"`card.md` asks for `${name.args[0]}`, which was not measured.") from None
    except ValueError as problem:
        raise CardError(f"`card.md`: {problem}. A dollar sign is written `$$`.") from None


def main() -> None:
    """Write MODEL_CARD.md."""
    with reported():
        about = engine.describe(MODEL)
        CARD.write_text(render(WORDS.read_text(encoding="utf-8"), about), encoding="utf-8")
        print(f"Wrote {CARD.name} for model {about.version}")


if __name__ == "__main__":
    main()
