"""Draw measured figures as bars, in the look of plots.py."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from ..analysis.charts import PALE
from ..plots import INK, QUIET, RIGHT, frame, tidy


class Bar(NamedTuple):
    """One measurement: where it belongs, its name, its value and how far it went."""

    group: str
    name: str
    value: float
    least: float
    most: float
    strong: bool  # drawn in the strong colour


def grouped(title: str, subtitle: str, bars: Sequence[Bar]) -> Figure:
    """Show bars in groups, a line on each from the least to the most that was seen."""
    figure = frame(title, subtitle, height=0.36 * len(bars) + 1.7)
    axes = figure.subplots()
    tidy(axes)
    places, place, before = [], 0.0, bars[0].group
    for bar in bars:
        place += 0.6 if bar.group != before else 0.0  # a gap between groups
        places.append(place)
        place, before = place + 1, bar.group
    values = [bar.value for bar in bars]
    axes.barh(places, values, 0.72, color=[RIGHT if bar.strong else PALE for bar in bars])
    axes.hlines(places, [b.least for b in bars], [b.most for b in bars], color=QUIET, linewidth=1.2)
    for at, bar in zip(places, bars, strict=True):
        note = f"{bar.value:,.0f}" if bar.value >= 100 else f"{bar.value:.3g}"
        axes.annotate(note, (1.01, at), xycoords=("axes fraction", "data"), va="center", color=INK)
    axes.set_yticks(places, [bar.name for bar in bars])
    axes.set_ylim(places[-1] + 0.6, -0.6)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=False, axis="y")
    return figure


def panels(
    title: str, subtitle: str, names: Sequence[str], columns: dict[str, list[float]]
) -> Figure:
    """Show several figures of the same few things, one panel a figure."""
    figure = frame(title, subtitle, height=0.5 * len(names) + 1.9)
    for axes, (what, values) in zip(
        figure.subplots(1, len(columns), sharey=True), columns.items(), strict=True
    ):
        tidy(axes)
        axes.barh(range(len(names)), values, 0.6, color=[PALE, *[RIGHT] * (len(names) - 1)])
        for place, value in enumerate(values):
            axes.annotate(
                f"{value:,.3g}", (value, place), xytext=(4, 0), textcoords="offset points",
                va="center", color=INK, fontsize=9,
            )  # fmt: skip
        axes.set_xlim(0, 1.4 * max(*values, 1e-9))
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_yticks(range(len(names)), names)
        axes.set_xticks([])
        axes.set_title(what, loc="left", color=INK, fontsize=10)
        axes.grid(visible=False)
    return figure
