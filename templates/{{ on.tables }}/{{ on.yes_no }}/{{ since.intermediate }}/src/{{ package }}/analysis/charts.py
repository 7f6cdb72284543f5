"""Draw the figures of `compare` and `explain`, in the look of plots.py."""

import numpy as np
import pandas as pd
import seaborn as sns
import shap
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from .. import displays

INK, QUIET, PALE = "#1f2933", "#667784", "#b9cdd3"
GOOD, BAD = displays.ONE, displays.ZERO


def leaderboard(scores: dict[str, pd.Series], score: str, subtitle: str) -> Figure:
    """Show every fold of every model as a dot, their mean as a big one and their std as a line.

    `scores` holds one number a fold for each model, the best model first.
    """
    figure, axes = canvas(f"Which model does best? ({score})", subtitle, 0.5 * len(scores) + 1.7)
    table = pd.DataFrame(scores).rename(columns=lambda name: name.replace("_", " "))
    sns.stripplot(table, orient="h", color=PALE, jitter=False, ax=axes)
    look = {"errorbar": ("sd", 1), "linestyle": "none", "color": GOOD}
    sns.pointplot(table, orient="h", ax=axes, **look)
    for place, mean in enumerate(table.mean()):
        place_of = axes.get_yaxis_transform()  # x: a share of the panel, y: the model
        axes.text(1.01, place, f"{mean:.3f}", transform=place_of, va="center", color=INK)
    axes.set_xlabel("dot: one fold; line: one standard deviation; number: mean")
    return figure


def importance(drops: pd.DataFrame, subtitle: str) -> Figure:
    """Show what shuffling each feature costs; `drops`: one column a feature, one row a shuffle."""
    order = drops.mean().sort_values(ascending=False).index
    figure, axes = canvas("What does the model rely on?", subtitle, 0.4 * len(order) + 1.6)
    sns.barplot(drops[order], orient="h", errorbar="sd", color=GOOD, ax=axes)
    axes.set_xlabel("how much worse it gets when the column is shuffled (line: one std)")
    return figure


def shap_summary(effects: pd.DataFrame, values: pd.DataFrame, subtitle: str) -> Figure:
    """Show every row's push up or down by each feature, coloured by the feature's value.

    Both tables have one row an example and one column a feature; `effects` are in probability,
    `values` as the model sees them (words stay grey).
    """
    names = [name.replace("_", " ") for name in effects]
    figure, axes = canvas("What moves the answer, and which way?", subtitle, 0.45 * len(names) + 2)
    found = shap.Explanation(effects.to_numpy(), data=values.to_numpy(), feature_names=names)
    np.random.seed(0)  # by which SHAP puts the dots in order: same picture, same bytes
    shap.plots.beeswarm(found, max_display=len(names), ax=axes, show=False, plot_size=None)
    axes.set_xlabel("change in probability")
    return figure


def errors(table: pd.DataFrame, subtitle: str) -> Figure:
    """Show the share of wrong answers in each group, with its interval as a line.

    `table` has the index (kind, group) and the columns `rows` (a count), and `wrong`, `low` and
    `high` (0 to 1).
    """
    spots, wrong, rows = range(len(table)), table["wrong"], table["rows"]
    figure, axes = canvas("Where does the model err?", subtitle, height=0.3 * len(table) + 1.7)
    first = table.loc[table.index[0][0]]  # every row is in one group of each kind
    overall = np.average(first["wrong"], weights=first["rows"])
    error = [wrong - table["low"], table["high"] - wrong]
    colours = np.where(table["low"] > overall, BAD, PALE)
    axes.barh(spots, wrong, xerr=error, color=colours, ecolor=QUIET)
    axes.axvline(overall, color=INK, linewidth=1, linestyle="--")
    axes.set_yticks(spots, [f"{group}  ({n})" for (_, group), n in rows.items()])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    about = f"wrong answers (line: 95 % interval for all {len(table)} groups; red: beyond luck)"
    axes.set_xlabel(about, color=INK)
    axes.grid(visible=False, axis="y")
    return figure


def fairness(table: pd.DataFrame, names: dict[str, str], subtitle: str) -> Figure:
    """Show each measure of `table` (one row a group, values 0 to 1; empty: no such case)."""
    height = 0.42 * len(table) + 1.9
    figure, axes = canvas("Does everybody get the same treatment?", subtitle, height)
    measures = table[list(names)].rename(columns=names).astype(float)
    look = {"annot": True, "fmt": ".0%", "cmap": "GnBu", "cbar": False, "vmin": 0, "vmax": 1}
    sns.heatmap(measures, ax=axes, **look)
    axes.tick_params(rotation=0)
    axes.set_ylabel("")
    return figure


def canvas(title: str, subtitle: str, height: float = 4.6) -> tuple[Figure, Axes]:
    """Return a figure with headings and one empty panel."""
    figure, axes = displays.canvas(subtitle, height)
    axes.set_title(subtitle, loc="left", fontsize=10, color=QUIET)
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return figure, axes
