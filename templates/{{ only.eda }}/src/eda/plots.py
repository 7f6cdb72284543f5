"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import calendar
from itertools import pairwise

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from .counting import GALE, HURRICANE, MAJOR
from .data import SIZE

BLUE, GREY = "#0f7b8a", "#9aa5ab"
STEPS = [0, GALE, HURRICANE, MAJOR, 220]  # knots
KINDS = ["weaker", "gale force", "hurricane force", "major hurricane"]
COLOURS = ["#c9d3d6", "#6fb3bd", "#d99a5b", "#b02a1e"]  # also for those who see no red


def canvas(title: str, height: float = 4.0) -> tuple[Figure, Axes]:
    """Return a figure with an empty panel. Made without pyplot, it needs no window."""
    with sns.axes_style("whitegrid", {"axes.edgecolor": "0.8"}):
        figure = Figure(figsize=(8, height), dpi=150, layout="constrained")  # inches
        axes = figure.subplots()
    axes.set_title(title, loc="left", fontweight="bold")
    return figure, axes


def tracks(fixes: pd.DataFrame) -> Figure:
    """Show the way of every storm; no coast is drawn, and yet one sees it."""
    figure, axes = canvas("Every storm of the record", 5.0)
    after = fixes.shift(-1)
    same = fixes["storm"] == after["storm"]  # from each fix to the next one of the same storm
    order = fixes["wind"][same].sort_values(kind="stable").index  # the strongest on top
    here, there = (each.loc[order, ["long", "lat"]].to_numpy() for each in (fixes, after))
    ways = list(zip(here, there, strict=True))
    scale = BoundaryNorm(STEPS, len(COLOURS))
    lines = LineCollection(ways, cmap=ListedColormap(COLOURS), norm=scale, linewidths=0.5)
    lines.set_array(fixes.loc[order, "wind"].to_numpy())
    axes.add_collection(lines)
    axes.set(xlim=(-110, 10), ylim=(5, 65), aspect=1.3)  # degrees get narrower to the north
    axes.set(xlabel="longitude", ylabel="latitude")
    middles = [(low + high) / 2 for low, high in pairwise(STEPS)]
    bar = figure.colorbar(lines, ax=axes, shrink=0.7, ticks=middles, spacing="uniform")
    bar.ax.set_yticklabels(KINDS)
    axes.grid(visible=False)
    return figure


def season(months: pd.Series) -> Figure:
    """Show how many storms began in each month."""
    figure, axes = canvas("In which month did the storms begin?")
    counts = months.value_counts().reindex(range(1, 13), fill_value=0)
    peak = [BLUE if month in (8, 9) else GREY for month in counts.index]
    bars = axes.bar([calendar.month_abbr[month] for month in counts.index], counts, color=peak)
    axes.bar_label(bars)
    axes.set(ylabel="storms")
    axes.grid(visible=False, axis="x")
    return figure


def pressure(fixes: pd.DataFrame) -> Figure:
    """Show wind against pressure, the darker the more fixes."""
    figure, axes = canvas("Low pressure, strong wind")
    # So many points hide each other: hexagons count them. Wind comes in steps of 5 knots.
    drawn = axes.hexbin(
        fixes["pressure"], fixes["wind"], gridsize=(45, 30), bins="log", mincnt=1, cmap="GnBu"
    )
    figure.colorbar(drawn, ax=axes, label="fixes")
    axes.set(xlabel="pressure in the centre (hPa)", ylabel="wind (knots)")
    return figure


def more(everything: pd.Series, gales: pd.Series) -> Figure:
    """Show storms by season, and the straight line through those of gale force."""
    figure, axes = canvas("How many storms were there in each season?")
    axes.bar(everything.index, everything, color="#d7dde0", label="weaker")
    axes.bar(gales.index, gales, color=GREY, label="gale force")
    # The band: where the line may lie as well, by what the counts of single seasons differ.
    look = {"color": BLUE, "scatter": False, "ax": axes, "seed": 0, "label": "straight line"}
    sns.regplot(x=gales.index, y=gales, **look)
    axes.set(xlabel="", ylabel="storms", ylim=(0, None))
    axes.legend(loc="upper left")
    return figure


def overlooked(counts: dict[str, pd.Series]) -> Figure:
    """Show four kinds of storms by season, each smoothed over ten seasons."""
    figure, axes = canvas("Which kinds became more frequent? (mean of ten seasons)")
    look = {
        "longer": (BLUE, "more than two days"),
        "hurricanes": (COLOURS[2], "hurricane force"),
        "major": (COLOURS[3], "major hurricanes"),
        "short": (GREY, "two days or less"),
    }
    for name, (colour, label) in look.items():
        smooth = counts[name].rolling(10).mean()
        axes.plot(smooth.index, smooth, color=colour, linewidth=2)
        axes.text(smooth.index[-1] + 0.5, smooth.iloc[-1], label, color=colour, va="center")
    axes.set(ylabel="storms a season", ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def width(peaks: pd.DataFrame) -> Figure:
    """Show how wide storms were when they were strongest."""
    figure, axes = canvas("How wide is a storm at its strongest?")
    bins = pd.cut(peaks["wind"], [GALE, HURRICANE, MAJOR, 220], right=False, labels=KINDS[1:])
    look = {"x": bins, "y": peaks[SIZE], "ax": axes}
    sns.swarmplot(**look, hue=bins, palette=COLOURS[1:], size=4, legend=False)  # a dot a storm
    line = {"linestyle": "none", "marker": "_", "markersize": 90, "color": "0.2"}
    sns.pointplot(**look, estimator="median", errorbar=None, **line)
    axes.set(xlabel="the line is the median", ylabel="width (nautical miles)")
    return figure
