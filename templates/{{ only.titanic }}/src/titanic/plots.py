"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

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
        for place, pclass in enumerate((1, 2, 3)):
            lived, total = int(survivors[pclass, sex]), int(people[pclass, sex])
            share, spot = lived / total, place + offset
            axes.bar(spot, share, width=0.38, color=colour, label=label if place == 0 else None)
            counts = f"{share:.0%}\n{lived} of {total}"
            axes.annotate(counts, (spot, share + 0.015), ha="center", color=INK)
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
    axes.barh(range(len(points)), points, color=np.where(points > 0, LIVED, DIED), height=0.72)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(points)), [names[index] for index in order])
    for place, value in enumerate(points):
        side = 1 if value >= 0 else -1
        spot = (value + side * 0.03, place)
        align = "left" if side > 0 else "right"
        axes.annotate(f"{value:+.2f}", spot, ha=align, va="center", color=QUIET, fontsize=9)
    axes.margins(x=0.12, y=0.02)
    axes.grid(visible=False, axis="y")
    return figure


def confusion_matrix(answers: pd.DataFrame, model: str) -> Figure:
    """Show hits and misses; `answers` has the columns `actual` and `survived` (predicted), 0/1."""
    counts = np.zeros((2, 2), dtype=int)  # counts[in fact, model says]
    np.add.at(counts, (answers["actual"].to_numpy(), answers["survived"].to_numpy()), 1)
    right = np.trace(counts) / len(answers)
    figure, axes = _canvas(
        "Whom does the model get wrong?",
        f"{_words(model).capitalize()}, {len(answers)} test passengers: {right:.0%} right",
        height=4.8,
    )
    for actual in (0, 1):
        share = counts[actual] / max(counts[actual].sum(), 1)
        for said in (0, 1):
            strength = 0.12 + 0.88 * float(share[said])
            colour = LIVED if actual == said else DIED
            axes.add_patch(_tile((said - 0.48, actual - 0.48), colour, strength))
            ink = "white" if strength > 0.5 else INK
            note = f"{share[said]:.0%} of those who {'survived' if actual else 'died'}"
            axes.text(
                said,
                actual,
                f"{counts[actual, said]}",
                color=ink,
                ha="center",
                va="bottom",
                size=26,
            )
            axes.text(said, actual + 0.1, note, color=ink, ha="center", va="top")
    axes.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5))
    axes.set_xticks([0, 1], ["model says: died", "model says: survived"])
    axes.set_yticks([0, 1], ["in fact\ndied", "in fact\nsurvived"])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    return figure


def calibration(actual: pd.Series, probability: Sequence[float], model: str) -> Figure:
    """Compare what the model promised with what happened, in five groups of equal size.

    `actual` is 0/1, `probability` the model's probability of survival from 0 to 1, same order.
    """
    table = pd.DataFrame({"actual": np.asarray(actual), "promised": np.asarray(probability)})
    bins = pd.qcut(table["promised"].rank(method="first"), 5, labels=False)
    groups = table.groupby(bins).agg(
        promised=("promised", "mean"), happened=("actual", "mean"), people=("actual", "size")
    )
    figure, axes = _canvas(
        "When the model says 70 %, do 70 % survive?",
        f"{_words(model).capitalize()}: five groups of about {len(table) // 5} passengers,"
        " judged by models that had not seen them",
        height=5.2,
    )
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1)
    axes.annotate("a perfect promise", (0.78, 0.74), color=QUIET)
    # Two standard errors of a share: where chance alone would put about 95 % of such groups.
    spread = 2 * np.sqrt(groups["happened"] * (1 - groups["happened"]) / groups["people"])
    axes.errorbar(
        groups["promised"],
        groups["happened"],
        spread,
        color=LIVED,
        marker="o",
        markersize=9,
        linewidth=2,
        elinewidth=1.2,
        capsize=4,
    )
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


def _tile(spot: tuple[float, float], colour: str, strength: float) -> Rectangle:
    return Rectangle(spot, 0.96, 0.96, facecolor=colour, alpha=strength, linewidth=0)


def _percent(axes: Axes, which: Literal["x", "y"]) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))


def _words(name: str) -> str:
    return name.replace("_", " ")
