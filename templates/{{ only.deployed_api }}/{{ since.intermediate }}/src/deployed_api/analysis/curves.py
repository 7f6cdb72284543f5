"""Draw the figures of `calibrate` and `threshold`, in the look of charts.py."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from .charts import BAD, GOOD, INK, PALE, QUIET, canvas

THIRD = "#7a5195"


def calibration(actual: pd.Series, chances: dict[str, pd.Series], model: str) -> Figure:
    """Compare promise and outcome in ten groups of equal size, one curve for each way.

    `actual` is 0/1; `chances` holds probabilities of going bad from 0 to 1, in the same order.
    """
    title = "Can its probabilities be taken at their word?"
    about = f"{model.replace('_', ' ').capitalize()}, with and without a curve on top"
    figure, axes = canvas(title, about, height=5.4)
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1)
    for (name, chance), colour in zip(chances.items(), (INK, GOOD, THIRD), strict=False):
        bins = pd.qcut(chance.rank(method="first"), 10, labels=False)
        said, happened = chance.groupby(bins).mean(), actual.groupby(bins).mean()
        axes.plot(said, happened, color=colour, marker="o", linewidth=1.8, label=name)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_xlabel("share that the model promised would go bad", color=INK)
    axes.set_ylabel("share that went bad", color=INK)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.legend(frameon=False, labelcolor=INK)
    return figure


def cost(curve: pd.DataFrame, marks: dict[str, tuple[float, float]]) -> Figure:
    """Show the cost of each threshold, the folds pale behind it, and the marked lines.

    `curve` has thresholds from 0 to 1 as index and one column a fold; `marks` maps a name to its
    threshold and cost.
    """
    figure, axes = canvas(
        "Where should the line between yes and no be?",
        "Cost of wrong answers per loan, by models new to the loans; pale: each fold",
    )
    axes.plot(curve.index, curve, color=PALE, linewidth=1)
    axes.plot(curve.index, curve.mean(axis=1), color=INK, linewidth=2)
    shown = {name: mark for name, mark in marks.items() if mark[0] <= 1}
    looks = (BAD, "s"), (GOOD, "o"), (INK, "x")
    for (name, (threshold, price)), (colour, marker) in zip(shown.items(), looks, strict=False):
        label = f"{name}: {price:.3f} at {threshold:.2f}"
        axes.plot(threshold, price, marker, color=colour, markersize=8, label=label)
    axes.axvline(shown["from the costs"][0], color=GOOD, linewidth=1, linestyle="--")
    axes.set_xlim(0, 1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("refused from this probability of going bad on", color=INK)
    axes.set_ylabel("cost a loan", color=INK)
    axes.legend(frameon=False, labelcolor=INK, loc="lower right")
    return figure


def refused(ages: pd.DataFrame) -> Figure:
    """Show for each age group who went bad, who was refused, and who was refused in error.

    `ages` has one row a group and the columns `went bad`, `refused` and `good refused` (0 to 1).
    """
    figure, axes = canvas(
        "Whom does the line hit?",
        "The model does not know anybody's age; refused at the line from the costs",
    )
    names = {"went bad": QUIET, "refused": PALE, "good refused": BAD}
    spots = np.arange(len(ages))
    for place, (name, colour) in enumerate(names.items()):
        bars = axes.bar(spots + 0.27 * (place - 1), ages[name], 0.25, color=colour, label=name)
        axes.bar_label(bars, [f"{share:.0%}" for share in ages[name]], color=INK, padding=2)
    axes.set_xticks(spots, [f"{group}\n{n:.0f} loans" for group, n in ages["loans"].items()])
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.margins(y=0.15)
    axes.grid(visible=False, axis="x")
    axes.legend(frameon=False, labelcolor=INK, ncols=3)
    return figure
