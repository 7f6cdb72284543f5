"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import f1_score

COLOUR, MARK = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too
MOST = 20  # labels on a picture: with more of them nobody can read it


def canvas(title: str, height: float) -> tuple[Figure, Axes]:
    """Return a figure with an empty panel. Made without pyplot, it needs no window."""
    with sns.axes_style("whitegrid", {"axes.edgecolor": "0.8"}):
        figure = Figure(figsize=(8, height), dpi=150, layout="constrained")  # inches
        axes = figure.subplots()
    axes.set_title(title, loc="left", fontweight="bold")
    return figure, axes


def labels(true: "pd.Series[str]", answers: "pd.Series[str]") -> Figure:
    """Show how well each label is found, the worst first; macro-F1 is the mean of all of them."""
    count = true.value_counts().sort_index()
    found = f1_score(true, answers, labels=count.index, average=None, zero_division=0)
    each = pd.Series(found, [f"{name} ({n})" for name, n in count.items()]).sort_values()
    figure, axes = canvas("How well is each label found?", 1 + 0.25 * min(len(each), MOST))
    sns.barplot(x=each.head(MOST), y=each.head(MOST).index, color=COLOUR, ax=axes)
    axes.axvline(each.mean(), color=MARK)
    axes.set_title(f"macro-F1 {each.mean():.3f}", loc="right", color=MARK, fontsize=10)
    axes.set(xlim=(0, 1), xlabel="F1 (in brackets: how many texts)", ylabel="")
    return figure


def mixed_up(true: "pd.Series[str]", answers: "pd.Series[str]") -> Figure:
    """Show where the texts of each label went, in per cent of them."""
    wrong = true != answers
    counts = pd.concat([true[wrong], answers[wrong]]).value_counts()
    names = sorted(counts.head(MOST).index) or sorted(true.unique())[:MOST]
    share = pd.crosstab(true, answers, normalize="index") * 100
    share = share.reindex(index=names, columns=names, fill_value=0)
    figure, axes = canvas("What is taken for what?", 2 + 0.33 * len(names))
    text = share.map(lambda value: f"{value:.0f}" if value >= 1 else "")
    look = {"cmap": "Blues", "linewidths": 0.5, "cbar": False, "vmax": 20, "square": True}
    sns.heatmap(share, annot=text, fmt="", ax=axes, **look)
    axes.set(xlabel="the model says", ylabel="people say")
    return figure


def heaviest_words(weights: pd.DataFrame) -> Figure:
    """Show the words that speak most for each label."""
    names = list(weights)[:MOST]
    columns = min(4, len(names))
    rows = -(-len(names) // columns)  # rounded up
    figure = Figure(figsize=(9, 1.5 * rows), dpi=150, layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).ravel()
    for axes, name in zip(panels, names, strict=False):
        heavy = weights[name].nlargest(6)
        axes.barh(heavy.index, heavy, color=COLOUR)
        axes.invert_yaxis()
        axes.set_title(name, loc="left", fontweight="bold", fontsize=9)
        axes.tick_params(labelsize=7)
    for axes in panels[len(names) :]:
        axes.remove()
    sns.despine(figure)
    return figure
