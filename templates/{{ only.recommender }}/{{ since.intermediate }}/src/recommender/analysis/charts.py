"""Draw the figures of `compare`, `tune` and `explain`, in the look of plots.py."""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter

from ..plots import BAD, GOOD, INK, PALE, QUIET, canvas, frame, tidy, words

# what other modules find here, the common look among it
__all__ = ["BAD", "GOOD", "frame", "tidy"]
__all__ += ["history", "leaderboard", "options", "reasons", "shares", "slices"]

COLUMNS = {"ndcg": "NDCG@10", "hit_rate": "HR@10", "coverage": "coverage", "novelty": "novelty"}


def leaderboard(summary: Mapping[str, Mapping[str, float]], subtitle: str) -> Figure:
    """Show four scores of every model, a panel each, with the 95 % interval as a line.

    `summary` holds for each model, best first, `KEY_mean`, `KEY_low`, `KEY_high`, and `coverage`.
    """
    figure = frame("Which model recommends best?", subtitle, 0.36 * len(summary) + 1.9)
    panels = figure.subplots(1, len(COLUMNS), sharey=True)
    for axes, (key, label) in zip(panels, COLUMNS.items(), strict=True):
        tidy(axes)
        for place, scores in enumerate(summary.values()):
            colour = GOOD if place == 0 else QUIET
            spot = scores.get(f"{key}_mean", scores.get(key, 0.0))
            if f"{key}_low" in scores:
                ends = [scores[f"{key}_low"], scores[f"{key}_high"]]
                axes.plot(ends, [place, place], color=colour, linewidth=2)
            axes.scatter([spot], [place], s=45, color=colour, zorder=3)
        axes.set_title(label, loc="left", fontsize=10.5, color=INK)
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.set_xlim(left=0)
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(summary)), [words(name) for name in summary])
    panels[0].set_ylim(len(summary) - 0.5, -0.5)
    return figure


def history(values: Sequence[float], pruned: Sequence[bool], subtitle: str) -> Figure:
    """Show the score of each trial in order, and the best one so far.

    A pruned trial was stopped after a few rounds, so its value compares with no other: it is a
    cross at the edge.
    """
    figure, axes = canvas("Does searching longer still help?", subtitle)
    score, stopped = np.asarray(values, dtype=float), np.asarray(pruned, dtype=bool)
    number = np.arange(1, len(score) + 1)
    best = np.maximum.accumulate(np.where(stopped, -np.inf, score))
    axes.step(number, best, where="post", color=GOOD, linewidth=2, label="best so far")
    axes.scatter(number[~stopped], score[~stopped], color=GOOD, s=28, label="trial", zorder=3)
    axes.plot(
        number[stopped],
        np.full(stopped.sum(), 0.03),  # of the panel's height: at its worse end
        "x",
        color=BAD,
        transform=axes.get_xaxis_transform(),
        label="stopped early: no full score",
    )
    axes.margins(y=0.12)
    axes.set_xlabel("trial", color=INK)
    axes.set_ylabel("NDCG@10, mean of the rounds", color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.ticklabel_format(axis="y", useOffset=False)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, labelcolor=INK)
    return figure


def options(trials: pd.DataFrame, logarithmic: set[str], subtitle: str) -> Figure:
    """Show how the score moves with each option, one panel an option.

    `trials` has a column `score` and one column for each option, one row a finished trial.
    """
    names = [name for name in trials if name != "score"]
    columns = min(3, len(names))
    rows = math.ceil(len(names) / columns)
    figure = frame("Which options matter?", subtitle, height=2.4 * rows + 1.2)
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    top = trials["score"].idxmax()
    for axes, name in zip(panels, names, strict=False):
        tidy(axes)
        axes.scatter(trials[name], trials["score"], color=PALE, s=26)
        axes.scatter([trials[name][top]], [trials["score"][top]], color=GOOD, s=70, zorder=3)
        axes.set_xlabel(f"{name}: best {trials[name][top]:.3g}", color=INK)
        axes.ticklabel_format(axis="y", useOffset=False)  # as many digits as tell ticks apart
        if name in logarithmic:
            _logarithmic(axes)
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    return figure


def _logarithmic(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=6))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())


def reasons(shares: Mapping[str, pd.Series], subtitle: str) -> Figure:
    """Show for each recommended film, one a panel, which films of the profile speak for it.

    `shares` holds for each title the shares of the score, 0 to 1, by title, largest first.
    """
    height = 0.3 * sum(len(each) for each in shares.values()) + 0.45 * len(shares) + 1.3
    figure = frame("Why these films?", subtitle, height)
    panels = figure.subplots(len(shares), 1, sharex=True, squeeze=False).ravel()
    for axes, (title, each) in zip(panels, shares.items(), strict=True):
        tidy(axes)
        axes.barh(range(len(each)), each, color=GOOD, height=0.66)
        axes.set_yticks(range(len(each)), [_short(name) for name in each.index])
        axes.invert_yaxis()
        axes.set_title(title, loc="left", fontsize=10.5, color=INK, fontweight="bold")
        axes.grid(visible=False, axis="y")
    _percent(panels[-1])
    panels[-1].set_xlabel("share of the film's score", color=INK)
    return figure


def slices(table: pd.DataFrame, overall: float, title: str, subtitle: str) -> Figure:
    """Show the hit rate in each group, with a margin that holds for all groups at once (95 %).

    `table` has the index (kind, group) and the columns `exams` (a count), `hit_rate` (0 to 1) and
    `error` (its standard error). Of sixteen groups looked at one by one, luck would paint one red
    now and then; so the 5 % are shared out among them (Bonferroni).
    """
    kinds = table.index.get_level_values(0)
    breaks = (kinds[1:] != kinds[:-1]).cumsum()  # leave some air between two kinds of groups
    spots = np.arange(len(table)) + 0.9 * np.concatenate([[0], breaks])
    figure, axes = canvas(title, subtitle, height=0.3 * spots[-1] + 1.8)
    rate = table["hit_rate"]
    error = NormalDist().inv_cdf(1 - 0.025 / len(table)) * table["error"]
    axes.barh(spots, rate, color=np.where(rate + error < overall, BAD, GOOD), height=0.72)
    axes.errorbar(rate, spots, xerr=error, fmt="none", color=INK, linewidth=1)
    axes.axvline(overall, color=INK, linewidth=1, linestyle="--")
    axes.set_yticks(spots, [f"{group}  ({n:,})" for (_, group), n in table["exams"].items()])
    for kind in dict.fromkeys(kinds):
        first = spots[list(kinds).index(kind)]
        note = (1.0, first - 0.62)
        axes.annotate(kind, note, None, ("axes fraction", "data"), ha="right", color=QUIET)
    axes.set_ylim(spots[-1] + 0.6, -1.1)
    axes.set_xlim(left=0)
    _percent(axes)
    axes.set_xlabel(
        "HR@10 (line: 95 % margin for all groups at once; red: below the dashed line)", color=INK
    )
    axes.grid(visible=False, axis="y")
    return figure


def shares(table: pd.DataFrame, title: str, subtitle: str) -> Figure:
    """Show what was watched beside what is recommended.

    `table` has one row a group and the columns `watched` and `recommended` (0 to 1).
    """
    figure, axes = canvas(title, subtitle, height=0.36 * len(table) + 1.9)
    spots = np.arange(len(table))
    axes.hlines(spots, table["watched"], table["recommended"], color=PALE, linewidth=4)
    axes.scatter(table["watched"], spots, s=55, color=QUIET, label="watched", zorder=3)
    axes.scatter(table["recommended"], spots, s=55, color=GOOD, label="recommended", zorder=3)
    axes.set_yticks(spots, list(table.index))
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(left=0)
    _percent(axes)
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2, frameon=False, labelcolor=INK)
    return figure


def _percent(axes: Axes) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))


def _short(title: str) -> str:
    return title if len(title) <= 46 else f"{title[:43]}..."
