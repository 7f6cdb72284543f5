"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import PercentFormatter

INK, QUIET, GRID = "#1f2933", "#667784", "#e4e9ed"
PAID, BAD = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too

JOBS = {
    "fixed": "permanent",
    "freelance": "freelance",
    "others": "other",
    "partime": "part-time",
}


def bad_by_job_and_records(loans: pd.DataFrame) -> Figure:
    """Show the share of loans that went bad for each kind of job, with and without bad records.

    `loans` has the columns `job`, `records` and `bad`.
    """
    by_group = loans.groupby(["job", "records"])["bad"]
    count, went_bad = by_group.size(), by_group.sum()
    figure, axes = _canvas(
        "Which loans went bad?",
        f"Share of loans that were not paid back. Of all of them it is {loans['bad'].mean():.0%}",
    )
    bars = ((-0.22, "no", PAID, "no bad records"), (0.22, "yes", BAD, "bad records"))
    for offset, records, colour, label in bars:
        for place, job in enumerate(JOBS):
            bad, total = int(went_bad[job, records]), int(count[job, records])
            share, spot = bad / total, place + offset
            axes.bar(spot, share, width=0.42, color=colour, label=label if place == 0 else None)
            note = f"{share:.0%}\n{bad} of {total}"
            axes.annotate(note, (spot, share + 0.015), ha="center", color=INK, fontsize=9)
    axes.set_xticks(range(len(JOBS)), [f"{name} job" for name in JOBS.values()])
    axes.set_ylim(0, 1.13)
    axes.grid(visible=False, axis="x")
    _percent(axes, "y")
    axes.legend(loc="upper left", facecolor="white", edgecolor="none", framealpha=1)
    return figure


def coefficients(names: Sequence[str], values: Sequence[float], model: str) -> Figure:
    """Show what pushes a linear model's answer up or down.

    `values` are in log-odds, as scikit-learn's `coef_`: 0.7 doubles the odds, -0.7 halves them.
    """
    order = np.argsort(values)
    points = np.asarray(values)[order]
    figure, axes = _canvas(
        "What speaks for a loan, and what against it?",
        f"Points in the {_words(model)} (log-odds of going bad: +0.7 doubles the odds)",
        height=0.27 * len(points) + 1.4,
    )
    axes.barh(range(len(points)), points, color=np.where(points > 0, BAD, PAID), height=0.72)
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


def probabilities(actual: pd.Series, probability: Sequence[float], model: str) -> Figure:
    """Show which probabilities the model gave to loans that were paid back, and to bad ones.

    `actual` is 0/1, `probability` the model's probability of going bad from 0 to 1, same order.
    """
    truth, chance = np.asarray(actual), np.asarray(probability)
    figure, axes = _canvas(
        "Does the model tell them apart?",
        f"{_words(model).capitalize()}: {len(truth)} loans, judged by models new to them",
    )
    edges = np.linspace(0, 1, 26).tolist()
    for value, colour, label in ((0, PAID, "paid back"), (1, BAD, "went bad")):
        axes.hist(chance[truth == value], edges, color=colour, alpha=0.65, label=label)
    axes.axvline(0.5, color=INK, linewidth=1, linestyle="--")
    top = axes.get_ylim()[1]
    axes.annotate("called bad from here on  →", (0.51, top * 0.95), color=INK, va="top")
    axes.set_xlim(0, 1)
    axes.set_xlabel("probability of going bad, says the model", color=INK)
    axes.set_ylabel("loans", color=INK)
    axes.legend(loc="center right", frameon=False, labelcolor=INK)
    _percent(axes, "x")
    return figure


def calibration(actual: pd.Series, probability: Sequence[float], model: str) -> Figure:
    """Compare what the model promised with what happened, in ten groups of equal size.

    `actual` is 0/1, `probability` the model's probability of going bad from 0 to 1, same order.
    """
    table = pd.DataFrame({"actual": np.asarray(actual), "promised": np.asarray(probability)})
    bins = pd.qcut(table["promised"].rank(method="first"), 10, labels=False)
    groups = table.groupby(bins).agg(
        promised=("promised", "mean"), happened=("actual", "mean"), loans=("actual", "size")
    )
    figure, axes = _canvas(
        "When the model says 30 %, do 30 % go bad?",
        f"{_words(model).capitalize()}: ten groups of about {len(table) // 10} loans,"
        " judged by models new to them",
        height=5.2,
    )
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", linewidth=1)
    axes.annotate("a perfect promise", (0.66, 0.58), color=QUIET)
    # Two standard errors of a share: where chance alone would put about 95 % of such groups.
    spread = 2 * np.sqrt(groups["happened"] * (1 - groups["happened"]) / groups["loans"])
    axes.errorbar(
        groups["promised"],
        groups["happened"],
        spread,
        color=PAID,
        marker="o",
        markersize=8,
        linewidth=2,
        elinewidth=1.2,
        capsize=4,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_xlabel("share that the model promised would go bad (mean probability)")
    axes.set_ylabel("share that went bad")
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
