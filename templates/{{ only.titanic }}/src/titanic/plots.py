"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter
from sklearn.metrics import ConfusionMatrixDisplay

INK, QUIET, GRID = "#1f2933", "#667784", "#e4e9ed"
LIVED, DIED = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too


def survival_by_sex_and_class(passengers: pd.DataFrame) -> Figure:
    """Show the share of survivors for women and men in each class, with the counts behind it.

    `passengers` has the columns `pclass`, `sex` and `survived`.
    """
    by_group = passengers.groupby(["pclass", "sex"])["survived"]
    people, survivors = by_group.size(), by_group.sum()
    everyone = passengers["survived"].mean()
    figure, axes = _canvas(
        "Whom did sex and class save?",
        f"Share of passengers who survived. Of the whole list it was {everyone:.0%}",
    )
    bars = ((-0.2, "female", LIVED, "women and girls"), (0.2, "male", DIED, "men and boys"))
    for offset, sex, colour, label in bars:
        lived, total = survivors.xs(sex, level="sex"), people.xs(sex, level="sex")
        drawn = axes.bar(np.arange(3) + offset, lived / total, 0.38, color=colour, label=label)
        counts = [f"{a / b:.0%}\n{a} of {b}" for a, b in zip(lived, total, strict=True)]
        axes.bar_label(drawn, counts, padding=3, color=INK)
    axes.set_xticks([0, 1, 2], ["1st class", "2nd class", "3rd class"])
    axes.set_ylim(0, 1.13)
    axes.grid(visible=False, axis="x")
    _percent(axes, "y")
    axes.legend(loc="upper right", facecolor="white", edgecolor="none", framealpha=1)
    return figure


def coefficients(names: Sequence[str], values: Sequence[float], model: str) -> Figure:
    """Show what pushes a linear model's answer up or down.

    `values` are in log-odds, as scikit-learn's `coef_`: 0.7 doubles the odds, -0.7 halves them.
    """
    order = np.argsort(values)
    points = np.asarray(values)[order]
    figure, axes = _canvas(
        "What speaks for survival, and what against it?",
        f"Points in the {_words(model)} (log-odds: +0.7 doubles the odds, -0.7 halves them)",
        height=0.27 * len(points) + 1.4,
    )
    colours = np.where(points > 0, LIVED, DIED)
    bars = axes.barh(range(len(points)), points, color=colours, height=0.72)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(points)), [names[index] for index in order])
    axes.bar_label(bars, fmt="{:+.2f}", padding=3, color=QUIET, fontsize=9)
    axes.margins(x=0.12, y=0.02)
    axes.grid(visible=False, axis="y")
    return figure


def confusion_matrix(answers: pd.DataFrame, model: str) -> Figure:
    """Show hits and misses; `answers` has the columns `actual` and `survived` (predicted), 0/1."""
    right = (answers["actual"] == answers["survived"]).mean()
    figure, axes = _canvas(
        "Whom does the model get wrong?",
        f"{_words(model).capitalize()}, {len(answers)} test passengers: {right:.0%} right",
        height=4.8,
    )
    ConfusionMatrixDisplay.from_predictions(
        answers["actual"],
        answers["survived"],
        display_labels=["died", "survived"],
        cmap="GnBu",
        colorbar=False,
        text_kw={"fontsize": 26},
        ax=axes,
    )
    axes.set(xlabel="the model says", ylabel="in fact")
    axes.grid(visible=False)
    return figure


def calibration(actual: pd.Series, probability: Sequence[float], model: str) -> Figure:
    """Compare what the model promised with what happened, in five groups of equal size.

    `actual` is 0/1, `probability` the model's probability of survival from 0 to 1, same order.
    """
    table = pd.DataFrame({"happened": np.asarray(actual), "promised": np.asarray(probability)})
    bins = pd.qcut(table["promised"].rank(method="first"), 5, labels=False)
    groups, people = table.groupby(bins).mean(), len(table) // 5
    figure, axes = _canvas(
        "When the model says 70 %, do 70 % survive?",
        f"{_words(model).capitalize()}: five groups of about {people} passengers,"
        " judged by models that had not seen them",
        height=5.2,
    )
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1)
    axes.annotate("a perfect promise", (0.78, 0.74), color=QUIET)
    # Two standard errors of a share: where chance alone would put about 95 % of such groups.
    spread = 2 * np.sqrt(groups["happened"] * (1 - groups["happened"]) / people)
    shown = groups["promised"], groups["happened"], spread
    axes.errorbar(*shown, color=LIVED, marker="o", markersize=9, capsize=4)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_xlabel("survival the model promised (mean probability)")
    axes.set_ylabel("passengers who survived")
    _percent(axes, "x")
    _percent(axes, "y")
    return figure


def _canvas(title: str, subtitle: str, height: float = 4.6) -> tuple[Figure, Axes]:
    # A Figure made without pyplot needs no window and no screen, and cannot leak into other plots.
    inch = 1 / height  # as a share of the figure; the top 0.75 inches are for the two headings
    room = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, rect=(0, 0, 1, 1 - 0.75 * inch))
    figure = Figure(figsize=(8, height), dpi=150, layout=room, facecolor="white")
    figure.text(0.015, 1 - 0.14 * inch, title, va="top", color=INK, fontsize=15, fontweight="bold")
    figure.text(0.015, 1 - 0.47 * inch, subtitle, va="top", color=QUIET, fontsize=10.5)
    axes = figure.subplots()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK, labelsize=10)
    return figure, axes


def _percent(axes: Axes, which: Literal["x", "y"]) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))


def _words(name: str) -> str:
    return name.replace("_", " ")
