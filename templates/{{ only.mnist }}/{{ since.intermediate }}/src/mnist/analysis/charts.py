"""Draw the figures of `compare` and `explain`, each with a headline and what it says."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import LogLocator, NullLocator, PercentFormatter
from scipy.stats import binomtest

INK, QUIET, PALE = "#1f2933", "#667784", "#b9cdd3"
RIGHT, WRONG = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too
GOOD, BAD = RIGHT, WRONG


def frame(title: str, subtitle: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide, with the two headings at its top."""
    inch = 1 / height  # as a share of the figure; the top 0.75 inches are for the two headings
    room = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08, rect=(0, 0, 1, 1 - 0.75 * inch))
    figure = Figure(figsize=(8, height), dpi=150, layout=room, facecolor="white")
    figure.text(0.015, 1 - 0.14 * inch, title, va="top", color=INK, fontsize=15, fontweight="bold")
    figure.text(0.015, 1 - 0.47 * inch, subtitle, va="top", color=QUIET, fontsize=10.5)
    return figure


def tidy(axes: Axes) -> None:
    """Take away every line that carries no information."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.grid(color="#e4e9ed", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK, labelsize=10)


def words(name: str) -> str:
    """Return the name of a model as a person would write it."""
    text = name.replace("_", " ").replace("cnn", "CNN").replace("mlp", "MLP")
    return text[:1].upper() + text[1:]


def leaderboard(scores: dict[str, pd.Series], subtitle: str) -> Figure:
    """Show every run of every model as a dot, their mean as a bar and their std as a line.

    `scores` holds one share of wrong answers a run for each model, as accuracy from 0 to 1, the
    best model first.
    """
    title = "Which model does best? Wrong answers on unseen digits"
    figure = frame(title, subtitle, height=0.5 * len(scores) + 1.9)
    axes = figure.subplots()
    tidy(axes)
    for place, right in enumerate(scores.values()):
        runs = 1 - right
        wobble = 0.2 * np.sin(np.arange(len(runs)) * 2.4)  # so that equal dots stay apart
        colour = RIGHT if place == 0 else QUIET
        axes.scatter(runs, place + wobble, s=16, color=PALE, linewidth=0)
        low, high = runs.mean() - runs.std(ddof=0), runs.mean() + runs.std(ddof=0)
        axes.plot([max(low, 1e-4), high], [place, place], color=colour, linewidth=2.5)
        axes.scatter([runs.mean()], [place], s=70, color=colour, zorder=3)
        note, spot = f"{runs.mean():.1%}", (1.01, place)
        axes.annotate(note, spot, xycoords=("axes fraction", "data"), va="center", color=INK)
    axes.set_yticks(range(len(scores)), [words(name) for name in scores])
    axes.set_ylim(len(scores) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    _logarithmic(axes)
    axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    axes.set_xlabel("dot: one run; line: one standard deviation; number: mean", color=INK)
    return figure


def _logarithmic(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=8))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())


def errors(table: pd.DataFrame, subtitle: str) -> Figure:
    """Show the share of wrong answers for each digit; the line is a 95 % interval.

    `table` has one row a digit and the columns `images` (a count) and `wrong` (0 to 1).
    """
    figure = frame("Which digits are hard?", subtitle, height=4.6)
    axes = figure.subplots()
    tidy(axes)
    wrong = table["wrong"].to_numpy()
    low, high = interval(wrong, table["images"].to_numpy())
    overall = float(np.average(wrong, weights=table["images"]))
    axes.barh(table.index, wrong, color=np.where(low > overall, WRONG, PALE), height=0.7)
    axes.hlines(table.index, low, high, color=QUIET, linewidth=1)
    axes.axvline(overall, color=INK, linewidth=1, linestyle="--")
    axes.set_yticks(table.index)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.set_xlabel("wrong answers (line: 95 % interval; red: more than bad luck)", color=INK)
    axes.grid(visible=False, axis="y")
    return figure


def calibration(table: pd.DataFrame, subtitle: str) -> Figure:
    """Compare how sure the model was with how often it was right.

    `table` has one row a group and the columns `images`, `promised` and `right` (0 to 1).
    """
    figure = frame("When it says 90 %, is it right in 90 %?", subtitle, height=5.0)
    axes = figure.subplots()
    tidy(axes)
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1)
    low, high = interval(table["right"].to_numpy(), table["images"].to_numpy())
    axes.vlines(table["promised"], low, high, color=RIGHT, linewidth=1.2)
    axes.plot(table["promised"], table["right"], color=RIGHT, marker="o", linewidth=2)
    for row in table.itertuples():
        axes.annotate(f"{row.images}", (row.promised, row.right), xytext=(6, -14),
                      textcoords="offset points", color=QUIET, fontsize=9)  # fmt: skip
    axes.set(xlim=(0.2, 1.03), ylim=(0, 1.05))
    axes.set_xlabel("probability of its answer (beside the dots: images)", color=INK)
    axes.set_ylabel("share of right answers", color=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    return figure


def interval(share: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % interval of shares (n,) seen in so many cases (n,): Wilson (1927).

    It is honest where nothing, or everything, went wrong: 0 of 50 does not mean never. Of none at
    all nothing is known: 0 to 1.
    """
    cases = np.maximum(count, 1).astype(int)
    found = [
        binomtest(int(hits), int(of)).proportion_ci(method="wilson")
        for hits, of in zip(np.rint(share * cases), cases, strict=True)
    ]
    low, high = np.array([[one.low, one.high] for one in found]).T
    return np.where(count > 0, low, 0.0), np.where(count > 0, high, 1.0)


def occlusion(images: np.ndarray, maps: np.ndarray, notes: Sequence[str], subtitle: str) -> Figure:
    """Show images and, laid over them, how much each part speaks for the model's answer.

    `images` are (n, 28, 28), `maps` (n, 28, 28): the probability that is lost (above 0) or gained
    (below 0) when this place is covered.
    """
    columns = 4
    rows = math.ceil(len(images) / columns)
    figure = frame("What does it look at?", subtitle, height=2.2 * rows + 0.9)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    shades = LinearSegmentedColormap.from_list("for and against", [WRONG, "white", RIGHT])
    for axes in panels:
        axes.set_axis_off()
    for axes, image, effect, note in zip(panels, images, maps, notes, strict=False):
        most = max(float(np.abs(effect).max()), 0.02)
        axes.imshow(effect, cmap=shades, vmin=-most, vmax=most)
        axes.contour(image, levels=[100], colors=INK, linewidths=1.2)
        axes.set_title(f"{note}\nup to {most:.0%}", fontsize=9, color=INK)
    return figure
