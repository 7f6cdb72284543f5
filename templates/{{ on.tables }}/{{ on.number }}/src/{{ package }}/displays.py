"""Draw how far the model's answers are off, and what it makes them of."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, PercentFormatter
from sklearn.base import BaseEstimator
from sklearn.metrics import PredictionErrorDisplay
from sklearn.model_selection import KFold, cross_val_predict

from . import data, features
from .question import told

MORE, LESS = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too
BARS = 24  # that many coefficients are shown, the largest ones


def canvas(title: str, height: float = 4.5) -> tuple[Figure, Axes]:
    """Return a figure with an empty panel. Made without pyplot, it needs no window."""
    with sns.axes_style("whitegrid", {"axes.edgecolor": "0.8"}):
        figure = Figure(figsize=(8, height), dpi=150, layout="constrained")  # inches
        axes = figure.subplots()
    axes.set_title(title, loc="left", fontweight="bold")
    return figure, axes


def figures(model: BaseEstimator, learn: pd.DataFrame, cv: KFold) -> dict[str, Figure]:
    """Return pictures of a trained model's answers, by file name.

    Each row of the training set is judged by a copy of the model that had not seen that row.
    """
    X, y = features.make(learn), learn[data.TARGET]
    predicted = cross_val_predict(model, X, y, cv=cv).clip(min=y.min())  # for a log axis
    dots = {"alpha": 0.35, "s": 14, "color": MORE, "linewidth": 0}
    pictures: dict[str, Figure] = {}
    pictures["predicted_and_actual"], axes = canvas("What is predicted, what was true?", 5.5)
    look = {"subsample": None, "scatter_kwargs": dots, "line_kwargs": {"color": LESS}}
    how = {"kind": "actual_vs_predicted", "ax": axes}
    PredictionErrorDisplay.from_predictions(y, predicted, **how, **look)
    ends = min(y.min(), predicted.min()) / 1.2, max(y.max(), predicted.max()) * 1.2
    axes.set(xscale="log", yscale="log", xlim=ends, ylim=ends)
    axes.set_aspect("equal", adjustable="box")
    # What the model leaves unexplained: where the cloud has a shape, there is more to be learned.
    pictures["residuals"], axes = canvas("Residuals: how far is the truth from the prediction?")
    sns.scatterplot(x=predicted, y=y / predicted - 1, ax=axes, **dots)
    axes.axhline(0, color=LESS)
    axes.set(xscale="log", xlabel="predicted", ylabel="actual, more or less than predicted")
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    both = pictures["predicted_and_actual"].axes[0]
    for axis in [axes.xaxis, both.xaxis, both.yaxis]:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(lambda value, _: told(value))
        axis.set_minor_formatter(NullFormatter())
    linear = getattr(model, "regressor_", model)  # what works inside, on the logarithm
    if hasattr(linear, "steps") and hasattr(linear[-1], "coef_"):
        pictures["coefficients"] = coefficients(linear, linear is not model)
    return pictures


def coefficients(model: BaseEstimator, logs: bool) -> Figure:
    """Show what a linear model adds up: a number counts by its standard deviation."""
    names = [name.replace("_", " ") for name in model[:-1].get_feature_names_out()]
    points = pd.Series(model[-1].coef_, index=names).sort_values(ascending=False)
    points = points[points.abs().rank(ascending=False) <= BARS]
    figure, axes = canvas(f"What moves the {data.TARGET}?", 0.25 * len(points) + 1)
    look = {"palette": {True: MORE, False: LESS}, "legend": False}
    sns.barplot(x=points, y=points.index, hue=points > 0, ax=axes, **look)
    unit = (
        "in logarithms: 0.1 is 10 % more, -0.1 is 10 % less"
        if logs
        else "in the unit of the target"
    )
    axes.set(xlabel=unit, ylabel="")
    return figure
