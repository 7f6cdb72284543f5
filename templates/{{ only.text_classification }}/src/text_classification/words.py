"""Look into the linear model: what does a word weigh?

`uv run words games` tells which words speak for the label `games`, and which against it;
`uv run words chess` tells for which labels the word `chess` speaks.
"""

import argparse
from collections.abc import Sequence

from sklearn.base import BaseEstimator

from . import models, predict
from .errors import did_you_mean, reported


def told(model: BaseEstimator, name: str) -> str:
    """Say what speaks for a label and against it, or for which labels a word speaks."""
    table = predict.weights(model)
    if name in table:
        order = table[name].sort_values(ascending=False)
        parts = {"for": order.head(10), "against": order.tail(5).iloc[::-1]}
    elif name.lower() in table.index:  # the model knows no capitals
        parts = {"most for": table.loc[name.lower()].nlargest(5)}
    else:
        hint = did_you_mean(name, map(str, table.columns))
        raise models.ModelError(f"`{name}` is no label, and no word that was learned. {hint}")
    lines = []
    for side, values in parts.items():
        lines += [f"{name}, {side}:", *(f"  {key!s:<20} {w:5.2f}" for key, w in values.items())]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Print what words weigh in the trained model."""
    flags = argparse.ArgumentParser("words", description=__doc__.splitlines()[0])
    flags.add_argument("names", nargs="+", metavar="NAME", help="a label, or a word")
    predict.add_from(flags)
    chosen = flags.parse_args(argv)
    with reported():
        model = predict.load_model(chosen.folder / "models" / "model.skops")
        print("\n".join(told(model, name) for name in chosen.names))
