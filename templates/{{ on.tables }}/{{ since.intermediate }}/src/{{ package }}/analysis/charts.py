"""Draw the figures of `compare`, `tune` and `explain`, in the look of plots.py."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter

from . import objective, scoring

INK, QUIET, GRID = "#1f2933", "#667784", "#e4e9ed"
GOOD, BAD = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too
PALE = "#b9cdd3"


def leaderboard(scores: dict[str, pd.Series], score: str, subtitle: str) -> Figure:
    """Show every fold of every model as a dot, their mean as a bar and their std as a line.

    `scores` holds one number a fold for each model, the best model first.
    """
    title = f"Which model does best? {score[0].upper()}{score[1:]} on unseen rows"
    figure, axes = canvas(title, subtitle, height=0.5 * len(scores) + 1.7)
    for place, folds in enumerate(scores.values()):
        wobble = 0.22 * np.sin(np.arange(len(folds)) * 2.4)  # so that equal dots stay apart
        mean, std = folds.mean(), folds.std(ddof=0)
        colour = GOOD if place == 0 else QUIET
        axes.scatter(folds, place + wobble, s=16, color=PALE, linewidth=0)
        axes.plot([mean - std, mean + std], [place, place], color=colour, linewidth=2.5)
        axes.scatter([mean], [place], s=70, color=colour, zorder=3)
        axes.annotate(
            f"{mean:.3f}", (1.01, place), xycoords=("axes fraction", "data"), va="center", color=INK
        )
    axes.set_yticks(range(len(scores)), [name.replace("_", " ") for name in scores])
    axes.set_ylim(len(scores) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("dot: one fold; line: one standard deviation; number: mean", color=INK)
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
    axes.plot(
        number[stopped],
        np.full(
            stopped.sum(), 0.97 if objective.LOSS else 0.03
        ),  # of the panel's height: at its worse end
        "x",
        color=BAD,
        transform=axes.get_xaxis_transform(),
        label="stopped early: no full score",
    )
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
    figure = frame("Which options matter?", subtitle, height=2.4 * rows + 1.2)
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    top = trials["score"].idxmin() if objective.LOSS else trials["score"].idxmax()
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


def importance(drops: pd.DataFrame, subtitle: str) -> Figure:
    """Show what shuffling each feature costs; `drops`: one column a feature, one row a shuffle."""
    order = drops.mean().sort_values().index
    height = 0.4 * len(order) + 1.6
    figure, axes = canvas("What does the model rely on?", subtitle, height)
    spots = range(len(order))
    axes.barh(spots, drops[order].mean(), color=GOOD, height=0.66)
    axes.errorbar(
        drops[order].mean(), spots, xerr=drops[order].std(), fmt="none", color=INK, linewidth=1
    )
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(spots, [name.replace("_", " ") for name in order])
    axes.set_xlabel("how much worse it gets when the column is shuffled (line: one std)", color=INK)
    axes.grid(visible=False, axis="y")
    return figure


def shap_summary(effects: pd.DataFrame, values: pd.DataFrame, subtitle: str) -> Figure:
    """Show every row's push up or down by each feature, coloured by the feature's value.

    Both tables have one row an example and one column a feature; `effects` are in probability,
    `values` as the model sees them (words stay grey).
    """
    order = effects.abs().mean().sort_values().index
    height = 0.45 * len(order) + 1.7
    figure, axes = canvas("What moves the answer, and which way?", subtitle, height)
    for place, name in enumerate(order):
        spread = np.argsort(np.argsort(effects[name].to_numpy())) * 2.4
        shades = _shades(values[name])
        axes.scatter(
            effects[name], place + 0.24 * np.sin(spread), c=shades, s=12, linewidth=0, alpha=0.85
        )
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(order)), [name.replace("_", " ") for name in order])
    axes.set_xlabel(
        "change in probability (low numbers pale, high ones dark, words grey)", color=INK
    )
    axes.grid(visible=False, axis="y")
    return figure


def _shades(values: pd.Series) -> np.ndarray:
    if not pd.api.types.is_numeric_dtype(values):
        return np.tile([0.55, 0.6, 0.63, 1.0], (len(values), 1))
    low, high = np.array([0.78, 0.88, 0.90, 1.0]), np.array([0.02, 0.27, 0.32, 1.0])
    rank = values.rank(pct=True).fillna(0.5).to_numpy()[:, None]
    return np.asarray(low + (high - low) * rank)


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
    """Show each measure of `table` (one row a group, values 0 to 1) in a panel of its own."""
    figure = frame("Does everybody get the same treatment?", subtitle, 0.42 * len(table) + 1.9)
    panels = figure.subplots(1, len(names), sharey=True)
    for axes, (column, label) in zip(panels, names.items(), strict=True):
        tidy(axes)
        axes.barh(range(len(table)), table[column].fillna(0), color=GOOD, height=0.66)
        for place, share in enumerate(table[column]):
            note = "none" if math.isnan(share) else f"{share:.0%}"
            spot = (0.03 + np.nan_to_num(share), place)
            axes.annotate(note, spot, va="center", color=INK, fontsize=10)
        axes.set_yticks(range(len(table)), table.index)
        axes.set_xlim(0, 1.25)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        axes.grid(visible=False)
        axes.set_title(label, loc="left", fontsize=10, color=INK)
    panels[0].invert_yaxis()
    return figure


def frame(title: str, subtitle: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide, with the two headings at its top."""
    inch = 1 / height  # as a share of the figure; the top 0.75 inches are for the headings
    room = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, rect=(0, 0, 1, 1 - 0.75 * inch))
    figure = Figure(figsize=(8, height), dpi=150, layout=room, facecolor="white")
    figure.text(0.015, 1 - 0.14 * inch, title, va="top", color=INK, fontsize=15, fontweight="bold")
    figure.text(0.015, 1 - 0.47 * inch, subtitle, va="top", color=QUIET, fontsize=10.5)
    return figure


def canvas(title: str, subtitle: str, height: float = 4.6) -> tuple[Figure, Axes]:
    """Return a figure with headings and one empty panel."""
    figure = frame(title, subtitle, height)
    axes = figure.subplots()
    tidy(axes)
    return figure, axes


def tidy(axes: Axes) -> None:
    """Take away every line that carries no information."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK, labelsize=10)
