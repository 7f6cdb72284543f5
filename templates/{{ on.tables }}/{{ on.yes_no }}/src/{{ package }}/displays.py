"""Draw how good the model is, with scikit-learn's own displays."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from . import data, features
from .question import ANSWERS

ONE, ZERO = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too


def canvas(title: str, height: float = 4.5) -> tuple[Figure, Axes]:
    """Return a figure with an empty panel. Made without pyplot, it needs no window."""
    with sns.axes_style("whitegrid", {"axes.edgecolor": "0.8"}):
        figure = Figure(figsize=(8, height), dpi=150, layout="constrained")  # inches
        axes = figure.subplots()
    axes.set_title(title, loc="left", fontweight="bold")
    return figure, axes


def figures(model: BaseEstimator, learn: pd.DataFrame, cv: StratifiedKFold) -> dict[str, Figure]:
    """Return pictures of a trained model's answers, by file name.

    Each row of the training set is judged by a copy of the model that had not seen that row.
    """
    X, y = features.make(learn), learn[data.TARGET]
    probabilities = cross_val_predict(model, X, y, cv=cv, method="predict_proba")[:, 1]
    pictures: dict[str, Figure] = {}
    pictures["confusion_matrix"], axes = canvas("Right and wrong answers")
    look = {"display_labels": ANSWERS, "cmap": "GnBu", "colorbar": False}
    # Rows are what is true, columns what the model says: mistakes stand off the diagonal.
    ConfusionMatrixDisplay.from_predictions(y, probabilities >= 0.5, ax=axes, **look)
    axes.grid(visible=False)
    pictures["roc_curve"], axes = canvas("How well are the two kinds told apart?")
    RocCurveDisplay.from_predictions(y, probabilities, ax=axes, curve_kwargs={"color": ONE})
    pictures["calibration"], axes = canvas("When the model says 70 %, does it happen in 70 %?")
    # Ten groups of equal size, by their probability; a model that is right lies on the diagonal.
    look = {"n_bins": 10, "strategy": "quantile", "name": "the model", "color": ONE}
    CalibrationDisplay.from_predictions(y, probabilities, ax=axes, **look)
    # A linear model shows what it relies on: what pushes the answer up or down, in log-odds.
    if hasattr(model, "steps") and hasattr(model[-1], "coef_"):
        names = [name.replace("_", " ") for name in model[:-1].get_feature_names_out()]
        points = pd.Series(model[-1].coef_[0], index=names).sort_values(ascending=False)
        pictures["coefficients"], axes = canvas(
            f"What speaks for `{ANSWERS[1]}`?", 0.3 * len(points) + 1
        )
        look = {"palette": {True: ONE, False: ZERO}, "legend": False}
        sns.barplot(x=points, y=points.index, hue=points > 0, ax=axes, **look)
        # A number counts by its standard deviation, so that years and money compare.
        axes.set(xlabel="log-odds: +0.7 doubles the odds, -0.7 halves them", ylabel="")
    return pictures
