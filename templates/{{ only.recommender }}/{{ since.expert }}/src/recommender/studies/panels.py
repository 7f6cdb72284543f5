"""Draw the figures of `retrain` and `abtest`, in the look of plots.py."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..analysis.charts import words
from ..plots import BAD, GOOD, INK, QUIET, canvas


def stale(name: str, ages: Mapping[str, pd.DataFrame], policies: pd.DataFrame) -> Figure:
    """Show what older and older models lose, and two ways to live with that."""
    about = "Each learned from what came before its training. Band: 95 % interval of what is lost"
    figure, (left, right) = canvas("How fast does a model get stale?", about, 4.2, ncols=2)
    for model, own in ages.items():
        old = own.iloc[1:]  # the freshest is what the others are compared with: it has no margin
        colour = GOOD if model == name else QUIET
        left.plot(old.index, old["behind"], marker="o", color=colour, label=words(model))
        if model == name:
            left.fill_between(old.index, old["low"], old["high"], color=colour, alpha=0.2, lw=0)
    left.axhline(0, color=INK, linewidth=1)
    left.set(xlabel="years since training", ylabel="NDCG@10 lost against a fresh model")
    left.legend(loc="upper left")
    sns.lineplot(policies, palette=[GOOD, BAD], dashes=False, markers=["o", "o"], ax=right)
    right.set(xlabel="year of the exam", ylabel="NDCG@10", ylim=0)
    right.legend(title="trained")
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    return figure


def verdict(names: tuple[str, str], scores: Mapping[str, Any], alarms: Any) -> Figure:
    """Show what the second model gains, and what peeking does to a test of two equal ones."""
    about = "Left: measured on hidden films. Right: simulated live tests of two equal models"
    figure, (left, right) = canvas("Is it better, and may I look already?", about, 4.2, ncols=2)
    for title, each in scores.items():
        left.plot([each.low, each.high], [title, title], color=GOOD, linewidth=3)
        left.scatter([each.gain], [title], s=60, color=GOOD, zorder=3)
    left.axvline(0, color=INK, linewidth=1)
    left.margins(y=0.4)
    left.set_xlabel(f"gain of {words(names[1])} over {words(names[0])} (95 %)")
    left.xaxis.set_major_locator(MaxNLocator(5))
    looks = range(1, len(alarms.by_look) + 1)
    right.plot(looks, alarms.by_look, marker="o", color=BAD, label="stopped at the first p < 0.05")
    right.axhline(alarms.at_end, color=GOOD, label="looked at once, at the end")
    right.set(xlabel="looks so far", ylabel="tests that found a winner", ylim=0)
    right.set_ylim(top=1.4 * max(alarms.by_look))
    right.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    right.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    right.legend(loc="upper left")
    return figure
