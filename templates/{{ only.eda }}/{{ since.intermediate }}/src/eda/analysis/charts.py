"""Draw the claims: how large each trend is, and how sure one may be."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ..plots import BLUE, COLOURS, GREY, canvas
from .evidence import LEVEL

VERDICTS = {
    "passes, all claims together": BLUE,
    "passes only if asked alone": COLOURS[2],
    "cannot be told from luck": GREY,
}


def forest(table: pd.DataFrame, alarms: tuple[float, float]) -> Figure:
    """Show each trend with its interval, as a part of what seasons differ by."""
    figure, axes = canvas(
        f"Which of {len(table)} trends are more than luck?", 1.6 + 0.32 * len(table)
    )
    # Days, degrees and storms do not fit on one axis; multiples of their own spread do.
    middle, low, high = (table[key] / table["spread"] for key in ("slope", "low", "high"))
    alone = np.where(table["p"] < LEVEL, *list(VERDICTS)[1:])
    verdict = np.where(table["holm"] < LEVEL, list(VERDICTS)[0], alone)
    for name, colour in VERDICTS.items():
        rows = np.flatnonzero(verdict == name)
        ends = [(middle - low).iloc[rows], (high - middle).iloc[rows]]
        axes.errorbar(middle.iloc[rows], rows, xerr=ends, fmt="o", color=colour, label=name)
    axes.axvline(0, color="0.4", linewidth=1)
    axes.set_yticks(range(len(table)), table["about"])
    axes.invert_yaxis()
    axes.set_xlabel(
        "change a decade, in standard deviations of the seasons; lines are 95% intervals\n"
        "where nothing changes, one or more pass: "
        f"asked alone {alarms[0]:.0%}, together {alarms[1]:.0%}"
    )
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return figure
