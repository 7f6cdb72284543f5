"""Draw the figures of `compare`, `tune` and `explain`, in the look of plots.py."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
import shap
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter

from .. import displays
from . import objective, scoring

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


def history(values: Sequence[float], pruned: Sequence[bool], subtitle: str) -> Figure:
    """Show the score of each trial in order, and the best one so far.

    A pruned trial was stopped after a few folds, so its value compares with no other: it is a
    cross at the edge.
    """
    figure, axes = canvas("Does searching longer still help?", subtitle)
    score, stopped = np.asarray(values, dtype=float), np.asarray(pruned, dtype=bool)
    number = np.arange(1, len(score) + 1)
    better, worst = (np.minimum, np.inf) if objective.LOSS else (np.maximum, -np.inf)
    best = better.accumulate(np.where(stopped, worst, score))
    axes.step(number, best, where="post", color=GOOD, linewidth=2, label="best so far")
    axes.scatter(number[~stopped], score[~stopped], color=GOOD, s=28, label="trial", zorder=3)
    edge = np.full(stopped.sum(), 0.97 if objective.LOSS else 0.03)  # the worse end of the panel
    crosses = axes.plot(number[stopped], edge, "x", transform=axes.get_xaxis_transform())
    crosses[0].set(color=BAD, label="stopped early: no full score")
    axes.margins(y=0.12)
    axes.set_xlabel("trial", color=INK)
    axes.set_ylabel(f"{objective.words(scoring.SCORES[0])}, mean of the folds", color=INK)
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
    figure = Figure(figsize=(8, 2.4 * rows + 1.2), dpi=150, layout="constrained")
    figure.suptitle(f"Which options matter?\n{subtitle}", fontsize=10)
    with sns.axes_style("whitegrid"):
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    top = trials["score"].idxmin() if objective.LOSS else trials["score"].idxmax()
    for axes, name in zip(panels, names, strict=False):
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
    kinds = table.index.get_level_values(0)
    breaks = (kinds[1:] != kinds[:-1]).cumsum()  # leave some air between two kinds of groups
    spots = np.arange(len(table)) + 0.5 * np.concatenate([[0], breaks])
    figure, axes = canvas("Where does the model err?", subtitle, height=0.3 * spots[-1] + 1.7)
    wrong, rows = table["wrong"], table["rows"]
    error = [wrong - table["low"], table["high"] - wrong]
    first = table.loc[kinds[0]]  # every row is in one group of each kind
    overall = np.average(first["wrong"], weights=first["rows"])
    axes.barh(spots, wrong, color=np.where(table["low"] > overall, BAD, PALE), height=0.74)
    axes.errorbar(wrong, spots, xerr=error, fmt="none", color=QUIET, linewidth=1)
    axes.axvline(overall, color=INK, linewidth=1, linestyle="--")
    axes.set_yticks(spots, [f"{group}  ({n})" for (_, group), n in rows.items()])
    axes.set_ylim(spots[-1] + 0.6, -0.6)
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
