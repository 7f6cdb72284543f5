"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

INK, QUIET = "#1f2933", "#667784"
GOOD, BAD, PALE = "#0f7b8a", "#d1603d", "#b9cdd3"  # told apart without red and green, too

sns.set_theme(style="whitegrid", rc={"text.color": INK, "axes.labelcolor": INK})


def canvas(title: str, about: str, height: float = 4.6, **grid: Any) -> tuple[Figure, Any]:
    """Return a figure with a headline and a note, and its empty panel (or panels, see subplots)."""
    # A Figure made without pyplot needs no window and no screen, and cannot leak into other plots.
    figure = Figure(figsize=(8, height), dpi=150, layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=15)
    figure.supxlabel(about, x=0.01, ha="left", color=QUIET, fontsize=10)
    axes = figure.subplots(**grid)
    sns.despine(figure, left=True)
    return figure, axes


def long_tail(counts: pd.Series) -> Figure:
    """Show how the ratings are shared among films; `counts`: ratings a film, most first."""
    # Add up from the most rated film on: where is half of all ratings reached?
    half = int(np.searchsorted(counts.cumsum(), counts.sum() / 2)) + 1
    figure, axes = canvas(
        "A few films have most of the ratings",
        f"Dark: the {half} of {len(counts):,} films that have half of all ratings",
    )
    axes.fill_between(range(len(counts)), counts, color=PALE)
    axes.fill_between(range(half), counts.iloc[:half], color=GOOD)
    axes.set(xlabel="films, in order of their ratings", ylabel="ratings", xlim=0, ylim=0)
    return figure


def scores(scores: pd.DataFrame) -> Figure:
    """Show the hit rates of the model and of popularity; `scores` are those of `train`."""
    figure, axes = canvas(
        "The same models, three ways to hide a film",
        "Pale: popularity. Line: standard deviation over the rounds back in time.",
        height=3.6,
    )
    runs = scores.reset_index("run")
    pale = runs["run"].str.contains("popularity")  # the bar to beat, drawn in the background
    options = {"hue": pale, "palette": {True: PALE, False: GOOD}, "legend": False}
    sns.barplot(runs, x="hit_rate", y="run", errorbar="sd", ax=axes, **options)
    axes.set(xlabel="HR@10: users whose hidden film is among the ten", ylabel="")
    return figure
