"""Draw the figures of `compare`, `interval` and `explain`, in the look of plots.py."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ..plots import INK, MODEL, PALE, TRUTH, canvas, from_zero


def leaderboard(board: pd.DataFrame, about: str) -> Figure:
    """Show MASE and sMAPE of every model, best first."""
    figure, panels = canvas(
        "Which model forecasts best?", 0.4 * len(board) + 1.3, ncols=2, sharey=True
    )
    for axes, (key, label) in zip(
        panels, {"mase": "MASE", "smape": "sMAPE in per cent"}.items(), strict=True
    ):
        colours = [MODEL, *[PALE] * (len(board) - 1)]
        axes.barh(board.index.str.replace("_", " "), board[key], color=colours)
        axes.bar_label(axes.containers[0], fmt="%.2f", padding=3, fontsize=9)
        axes.set_title(label, loc="left", fontsize=10)
        axes.margins(x=0.15)
        axes.grid(visible=False, axis="y")
    panels[0].invert_yaxis()
    figure.supxlabel(about, fontsize=9)
    return figure


def fan(table: pd.DataFrame, forecast: "pd.Series[float]", about: str) -> Figure:
    """Show ten weeks around New Year: the interval, the forecast, and what came."""
    middle = table.index[len(table) // 3]  # the series ends in August
    shown = table[middle - pd.Timedelta(days=35) : middle + pd.Timedelta(days=34)]
    outside = shown[(shown["truth"] < shown["low"]) | (shown["truth"] > shown["high"])]
    figure, axes = canvas(f"How sure? Intervals of {about}, as wide as the kind of day asks for")
    axes.fill_between(shown.index, shown["low"], shown["high"], color=PALE, label="interval")
    axes.plot(forecast[shown.index], color=MODEL, label="forecast")
    axes.plot(shown["truth"], color=INK, marker=".", linestyle="", label="truth")
    axes.plot(outside["truth"], color=TRUTH, marker="x", linestyle="", label="truth outside")
    from_zero(axes)
    axes.legend(loc="upper left", ncols=4, fontsize=9)
    axes.set_ylim(top=1.2 * shown["high"].max())
    return figure


def errors(table: pd.DataFrame, name: str) -> Figure:
    """Show the mean absolute error of two models in each part of the year."""
    figure, axes = canvas("Where does it err?", 4.6)
    long = table.drop(columns="days").rename(columns=lambda each: each.replace("_", " "))
    long = long.rename_axis("part").reset_index().melt("part", var_name="model", value_name="error")
    sns.barplot(long, y="part", x="error", hue="model", palette=[MODEL, PALE], ax=axes)
    axes.set(xlabel="mean absolute error, thousands of rides", ylabel="")
    return figure


def importance(table: pd.DataFrame, about: str) -> Figure:
    """Show how much the error grows if a group of features is shuffled."""
    figure, axes = canvas("What does it lean on?")
    axes.barh(table.index, table["mean"], xerr=table["std"], color=MODEL, ecolor=INK)
    axes.set_xlabel(f"error more if shuffled, thousands of rides ({about})")
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    return figure
