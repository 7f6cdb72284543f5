"""Draw the figures of `retrain` and `abtest`, in the look of plots.py."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..plots import BAD, GOOD, INK, QUIET, frame, tidy, words


def stale(name: str, ages: Mapping[str, pd.DataFrame], policies: pd.DataFrame) -> Figure:
    """Show the scores of older and older models, and two ways to live with that."""
    about = (
        "each learned from what came before its training; bars: 95 % margin of the loss since then"
    )
    figure = frame("How fast does a model get stale?", about, height=3.9)
    left, right = figure.subplots(1, 2)
    for model, own in ages.items():
        colour = GOOD if model == name else QUIET
        left.plot(own.index, own["ndcg"], marker="o", color=colour, label=words(model))
    own = ages[name]
    old = own.iloc[1:]  # the freshest lost nothing: it has no margin
    margin = [old["high"] - old["behind"], old["behind"] - old["low"]]
    left.errorbar(old.index, old["ndcg"], yerr=margin, fmt="none", color=GOOD, capsize=3)
    left.set_xlabel("years since training", color=INK)
    left.set_ylabel("NDCG@10", color=INK)
    for way, colour in (("every year", GOOD), ("once", BAD)):
        right.plot(policies.index, policies[way], marker="o", color=colour, label=f"trained {way}")
    right.set_xlabel("year of the exam", color=INK)
    for axes in (left, right):
        tidy(axes)
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
        axes.legend(loc="lower left", frameon=False, labelcolor=INK)
    return figure


def verdict(names: tuple[str, str], scores: Mapping[str, Any], alarms: Any) -> Figure:
    """Show what the second model gains, and what peeking does to a test of two equal ones."""
    about = "left: measured on hidden films; right: simulated live tests of two equal models"
    figure = frame("Is it better, and may I look already?", about, height=3.9)
    left, right = figure.subplots(1, 2)
    for place, each in enumerate(scores.values()):
        left.plot([each.low, each.high], [place, place], color=GOOD, linewidth=3)
        left.scatter([each.gain], [place], s=60, color=GOOD, zorder=3)
    left.axvline(0, color=INK, linewidth=1)
    left.set_yticks(range(len(scores)), list(scores))
    left.set_ylim(len(scores) - 0.5, -0.5)
    left.set_xlabel(f"gain of {words(names[1])} over {words(names[0])} (95 %)", color=INK)
    looks = range(1, len(alarms.by_look) + 1)
    right.plot(looks, alarms.by_look, marker="o", color=BAD, label="stopped at the first p < 0.05")
    right.axhline(alarms.at_end, color=GOOD, label="looked at once, at the end")
    right.set_xlabel("looks so far", color=INK)
    right.set_ylabel("tests that found a winner", color=INK)
    right.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    right.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    for axes in (left, right):
        tidy(axes)
    right.set_ylim(0, 1.35 * max(alarms.by_look))
    right.legend(loc="upper left", frameon=False, labelcolor=INK)
    left.xaxis.set_major_locator(MaxNLocator(5))
    return figure
