"""Draw the figures of `compare` and `explain`, in the look of plots.py."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from ..plots import BAD, GOOD, INK, PALE, QUIET, canvas

COLUMNS = {"ndcg": "NDCG@10", "hit_rate": "HR@10", "coverage": "coverage", "novelty": "novelty"}


def words(name: str) -> str:
    """Return a name out of the code as a person would write it."""
    return name.replace("_", " ")


def leaderboard(summary: pd.DataFrame, about: str) -> Figure:
    """Show four scores of every model, a panel each, with the 95 % interval as a line.

    `summary` is that of `compare`: a row for each model, best first.
    """
    height = 0.36 * len(summary) + 1.9
    figure, panels = canvas("Which model recommends best?", about, height, ncols=4, sharey=True)
    names = [words(name) for name in summary.index]
    colours = [GOOD, *[QUIET] * (len(summary) - 1)]
    for axes, (key, label) in zip(panels, COLUMNS.items(), strict=True):
        spots = summary[f"{key}_mean" if f"{key}_mean" in summary else key]
        if f"{key}_low" in summary:
            axes.hlines(names, summary[f"{key}_low"], summary[f"{key}_high"], colors=colours)
        axes.scatter(spots, names, color=colours, zorder=3)
        axes.set_title(label, loc="left", fontsize=10.5)
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.set_xlim(left=0)
        axes.grid(visible=False, axis="y")
    panels[0].invert_yaxis()
    return figure


def reasons(shares: Mapping[str, pd.Series], about: str) -> Figure:
    """Show for each recommended film, one a panel, which films of the profile speak for it.

    `shares` holds for each title the shares of the score, 0 to 1, by title, largest first.
    """
    height = 0.3 * sum(len(each) for each in shares.values()) + 0.45 * len(shares) + 1.3
    grid = {"nrows": len(shares), "sharex": True, "squeeze": False}
    figure, panels = canvas("Why these films?", about, height, **grid)
    for axes, (title, each) in zip(panels.ravel(), shares.items(), strict=True):
        sns.barplot(
            x=each.to_numpy(), y=[f"{name:.46}" for name in each.index], color=GOOD, ax=axes
        )
        axes.set_title(title, loc="left", fontsize=10.5, fontweight="bold")
    panels[-1, 0].set_xlabel("share of the film's score")
    panels[-1, 0].xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    return figure


def slices(table: pd.DataFrame, overall: float, title: str, about: str) -> Figure:
    """Show the hit rate in each group, with a margin that holds for all groups at once (95 %).

    `table` has the index (kind, group) and the columns `exams` (a count), `hit_rate` (0 to 1) and
    `error` (its standard error). Of sixteen groups looked at one by one, luck would paint one red
    now and then; so the 5 % are shared out among them (Bonferroni).
    """
    figure, axes = canvas(title, about, height=0.3 * len(table) + 1.8)
    kinds = table.index.get_level_values("kind").to_series()
    heads = np.where(kinds.duplicated(), "", kinds + ": ")  # the kind stands at its first group
    groups = zip(heads, table.index.get_level_values("group"), table["exams"], strict=True)
    spots, rate = np.arange(len(table)), table["hit_rate"]
    error = NormalDist().inv_cdf(1 - 0.025 / len(table)) * table["error"]
    axes.barh(spots, rate, color=np.where(rate + error < overall, BAD, GOOD))
    axes.errorbar(rate, spots, xerr=error, fmt="none", color=INK, linewidth=1)
    axes.set_yticks(spots, [f"{head}{group}  ({n:,})" for head, group, n in groups])
    axes.axvline(overall, color=INK, linewidth=1, linestyle="--")
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.set_xlabel("HR@10. Line: 95 % margin for all groups at once; red: below all")
    return figure


def shares(table: pd.DataFrame, title: str, about: str) -> Figure:
    """Show what was watched beside what is recommended.

    `table` has one row a group and the columns `watched` and `recommended` (0 to 1).
    """
    figure, axes = canvas(title, about, height=0.36 * len(table) + 1.9)
    axes.hlines(table.index, table["watched"], table["recommended"], color=PALE, linewidth=4)
    for column, colour in (("watched", QUIET), ("recommended", GOOD)):
        axes.scatter(table[column], table.index, s=55, color=colour, label=column, zorder=3)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.legend(frameon=False)
    return figure
