"""Find a learning rate: try ever larger ones, a step each, and watch the loss fall and explode.

Run it with `uv run lr_find`. It trains the network of params.yaml for a hundred steps and keeps
nothing of it but a figure: Smith, "Cyclical Learning Rates for Training Neural Networks" (2017).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from .. import data, params
from ..errors import reported
from . import charts, ramp
from .networks import network_of

RATES = np.geomspace(1e-5, 1.0, 100)  # each is an eighth larger than the one before
REPORTS = data.ROOT / "reports"


def smoothed(losses: Sequence[float]) -> np.ndarray:
    """Return the losses without most of the noise of single batches: a moving average."""
    return np.asarray(pd.Series(losses).ewm(span=9).mean())


def suggestion(losses: Sequence[float]) -> float:
    """Return the rate at which the loss falls most steeply: there it learns quickest.

    Rates beyond the smallest loss are out of the question: they are on the way to explode.
    """
    curve = smoothed(losses)
    last = max(int(np.nanargmin(curve)), 2)
    return float(RATES[int(np.gradient(curve[: last + 1]).argmin())])


def figure(losses: Sequence[float], model: str) -> Figure:
    """Draw the loss of each step over its learning rate."""
    best = suggestion(losses)
    about = f"{charts.words(model)}: one step with each rate; dashed: the suggestion, {best:.2g}"
    drawn = charts.frame("How far is a step?", about, height=4.6)
    axes = drawn.subplots()
    charts.tidy(axes)
    axes.plot(RATES, losses, ".", color=charts.PALE, label="loss of a batch")
    axes.plot(RATES, smoothed(losses), color=charts.RIGHT, linewidth=2, label="moving average")
    axes.axvline(best, color=charts.INK, linestyle="--", linewidth=1)
    axes.set(xscale="log", xlabel="learning rate", ylabel="loss", ylim=(0, 1.5 * losses[0]))
    axes.legend(frameon=False)
    return drawn


def main(argv: Sequence[str] | None = None) -> None:
    """Try the rates, draw the loss, and name the rate at which it falls most steeply."""
    flags = argparse.ArgumentParser("lr_find", description=__doc__.splitlines()[0])
    flags.add_argument("--params", type=Path, default=params.PATH, help="another settings file")
    flags.add_argument("--reports", type=Path, default=REPORTS, help="where the figure goes")
    chosen = flags.parse_args(argv)
    with reported():
        settings = params.load(chosen.params)
        network = network_of(settings)
        digits = data.split(data.load(), settings.seed).train
        losses = ramp.losses(network, digits, RATES.tolist(), settings.seed)
        print(f"The loss falls most steeply at a learning rate of {suggestion(losses):.2g};")
        print(f"params.yaml has {network.learning_rate:.2g}.")
        chosen.reports.mkdir(parents=True, exist_ok=True)
        figure(losses, settings.model).savefig(
            chosen.reports / "learning_rates.png", metadata={"Software": None}
        )
        print(f"\nWrote:\n  {chosen.reports.name}/learning_rates.png")


if __name__ == "__main__":
    main()
