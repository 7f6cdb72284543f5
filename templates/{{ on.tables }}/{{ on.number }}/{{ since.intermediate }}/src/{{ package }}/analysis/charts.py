"""Draw the figures of `compare`, `interval` and `explain`, in the look of plots.py."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from .. import data, displays
from ..question import CASE, told

if TYPE_CHECKING:
    from .interval import Widths

INK, QUIET, PALE = "#1f2933", "#667784", "#b9cdd3"
MORE, LESS = displays.MORE, displays.LESS
FEATURES = 20  # that many are shown, those that matter most


def leaderboard(scores: dict[str, pd.Series], score: str, subtitle: str) -> Figure:
    """Show every fold of every model as a dot, their mean as a big one and their std as a line.

    `scores` holds one error a fold for each model, the best model first.
    """
    figure, axes = canvas(f"Which model does best? ({score})", subtitle, 0.5 * len(scores) + 1.7)
    table = pd.DataFrame(scores).rename(columns=lambda name: name.replace("_", " "))
    sns.stripplot(table, orient="h", color=PALE, jitter=False, ax=axes)
    look = {"errorbar": ("sd", 1), "linestyle": "none", "color": MORE}
    sns.pointplot(table, orient="h", ax=axes, **look)
    for place, mean in enumerate(table.mean()):
        place_of = axes.get_yaxis_transform()  # x: a share of the panel, y: the model
        axes.text(1.01, place, f"{mean:.3f}", transform=place_of, va="center", color=INK)
    axes.set_xlabel("dot: one fold; line: one standard deviation; number: mean")
    return figure


def importance(drops: pd.DataFrame, score: str) -> Figure:
    """Show what shuffling each feature costs; `drops`: one column a feature, one row a fold."""
    order = drops.mean().nlargest(FEATURES).index
    subtitle = f"{score} on unseen rows, one column shuffled; the first {len(order)} features"
    figure, axes = canvas("What does the model rely on?", subtitle, 0.3 * len(order) + 1.6)
    shown = drops[order].rename(columns=lambda name: name.replace("_", " "))
    sns.barplot(shown, orient="h", errorbar="sd", color=MORE, ax=axes)
    axes.set_xlabel("how much worse it gets when the column is shuffled (line: one std)")
    return figure


def account(steps: pd.Series, usual: float, answer: float) -> Figure:
    """Show how the usual answer becomes this one, step by step: a bridge, or waterfall."""
    subtitle = f"from the usual {data.TARGET}, {told(usual)}, to that of this {CASE}"
    figure, axes = canvas(f"Why {told(answer)}?", subtitle, 0.35 * len(steps) + 1.4)
    after = usual + steps.cumsum()
    colours = np.where(steps >= 0, MORE, LESS)
    axes.barh(range(len(steps)), steps, left=after - steps, color=colours, height=0.7)
    for place, (step, end) in enumerate(zip(steps, after, strict=True)):
        sign, side = ("+", "left") if step >= 0 else ("-", "right")
        note = f" {sign}{told(abs(step))} "
        axes.text(end, place, note, ha=side, va="center", fontsize=9, color=INK)
    axes.axvline(usual, color=QUIET, linewidth=1, linestyle="--")
    axes.axvline(answer, color=INK, linewidth=1)
    axes.set_yticks(range(len(steps)), steps.index)
    axes.invert_yaxis()
    axes.use_sticky_edges = False  # or the bars would leave their labels no room
    axes.margins(x=0.18)
    axes.xaxis.set_major_formatter(lambda value, _: told(value))
    axes.set_xlabel("dashed: usual; line: the answer")
    axes.grid(visible=False, axis="y")
    return figure


def coverage(held: pd.DataFrame, share: float, widths: "Widths") -> Figure:
    """Show how many ranges hold the truth in each quarter of it, and how wide the ranges are."""
    figure, axes = canvas("How far can a range be trusted?", f"{share:.0%} should be inside", 4.2)
    quarters = held.drop(index="all")
    for way, colour in zip(held, [LESS, MORE], strict=True):
        axes.plot(quarters.index, quarters[way], "o-", color=colour, label=way)
    axes.axhline(share, color=INK, linewidth=1, linestyle="--")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set(ylim=(min(0.75, quarters.min(axis=None) - 0.02), 1), ylabel="truth inside the range")
    low, high = 1 / widths.factors.max() - 1, widths.factors.max() - 1
    narrow, wide = 1 / widths.factors.min() - 1, widths.factors.min() - 1
    axes.set_xlabel(
        f"quarters of the true {data.TARGET}; ranges by band are from {narrow:.0%} to +{wide:.0%}"
        f" at the narrowest,\nand from {low:.0%} to +{high:.0%} at the widest"
    )
    axes.legend(loc="lower right")
    return figure


def canvas(title: str, subtitle: str, height: float = 4.6) -> tuple[Figure, Axes]:
    """Return a figure with headings and one empty panel."""
    figure, axes = displays.canvas(subtitle, height)
    axes.set_title(subtitle, loc="left", fontsize=10, color=QUIET)
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return figure, axes
