"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from . import models
from .features import HORIZON
from .models._base import Forecaster

INK, MODEL, TRUTH, PALE = "#1f2933", "#0f7b8a", "#d1603d", "#b9cdd3"  # also told apart without red

LOOK = {"text.color": INK, "axes.edgecolor": "0.8", "date.converter": "concise"}  # short dates
sns.set_theme(style="whitegrid", rc=LOOK)


def canvas(title: str, height: float = 4.0, **grid: Any) -> tuple[Figure, Any]:
    """Return a figure with an empty panel, or several. Made without pyplot, it needs no window."""
    figure = Figure(figsize=(8, height), dpi=150, layout="constrained")  # inches
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return figure, figure.subplots(**grid)


def figures(model: Forecaster, rides: "pd.Series[float]", exam: pd.DataFrame) -> dict[str, Figure]:
    """Return the pictures of a run, by file name; `exam` is the backtest of the last year."""
    pictures = {"rides": series(rides), "forecast": forecast(rides, exam)}
    pipeline: Any = getattr(model, "pipeline_", [None])
    if hasattr(pipeline[-1], "coef_"):  # a linear model can show what a holiday costs
        names = pipeline[:-1].get_feature_names_out()
        pictures["holidays"] = holidays(pd.Series(pipeline[-1].coef_, names))
    return pictures


def from_zero(axes: Any) -> None:
    """Begin at zero, or a quiet Sunday looks like nobody."""
    axes.set(ylabel="thousands of rides", ylim=(0, None))


def series(rides: "pd.Series[float]") -> Figure:
    """Show all years, and a few weeks as under a magnifying glass."""
    figure, (whole, part) = canvas("Rides a day at Clark/Lake", 5.5, nrows=2)
    whole.plot(rides, color=PALE, linewidth=0.5)
    whole.plot(rides.rolling(28, center=True).mean(), color=MODEL)
    whole.set_title("all days (pale) and the mean of four weeks", loc="left", fontsize=10)
    part.plot(rides.iloc[-70:], color=MODEL, marker=".")
    part.set_title("the last ten weeks: five busy days, two quiet ones", loc="left", fontsize=10)
    for axes in (whole, part):
        from_zero(axes)
    return figure


def forecast(rides: "pd.Series[float]", exam: pd.DataFrame) -> Figure:
    """Show the forecast of the last origin, beside the truth and the usual for such a weekday."""
    last = exam.iloc[-HORIZON:]
    past = rides[: last["origin"].iloc[0]]
    usual = models.build("weekday_median").predict(past)
    figure, axes = canvas(f"Two weeks from {last.index[0]:%d %B %Y}, and what came")
    axes.plot(past.iloc[-28:], color=PALE, marker=".", label="known on that day")
    axes.plot(usual, color=INK, linestyle=":", label="median of four weekdays")
    axes.plot(last["forecast"], color=MODEL, marker="o", label="forecast")
    axes.plot(last["truth"], color=TRUTH, marker="x", linestyle="", label="truth")
    from_zero(axes)
    axes.legend(loc="lower left", ncols=2)
    return figure


def holidays(weights: "pd.Series[float]") -> Figure:
    """Show how many rides each holiday takes away; `weights` are those of a linear model."""
    named = weights[weights.index.str.startswith("holiday_")]
    named.index = named.index.str.removeprefix("holiday_")
    extra = (named.drop("") - named[""]).sort_values()  # compared with a day that is none
    figure, axes = canvas("What a holiday on a workday does", 0.3 * len(extra) + 1)
    sns.barplot(x=extra, y=extra.index, color=MODEL, ax=axes)
    axes.set(xlabel="thousands of rides more, as the model sees it", ylabel="")
    return figure
