"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.model_selection import StratifiedKFold

from . import displays


def figures(model: BaseEstimator, learn: pd.DataFrame, cv: StratifiedKFold) -> dict[str, Figure]:
    """Return the pictures of a run, by file name: the training set, and the model's answers."""
    overview = {"survival_by_sex_and_class": survival_by_sex_and_class(learn)}
    return overview | displays.figures(model, learn, cv)


def survival_by_sex_and_class(passengers: pd.DataFrame) -> Figure:
    """Show the share of survivors for women and men in each class."""
    figure, axes = displays.canvas("Whom did sex and class save? (share who survived)")
    colours = {"female": displays.ONE, "male": displays.ZERO}
    look = {"hue": "sex", "palette": colours, "hue_order": list(colours), "errorbar": None}
    # The mean of 0 and 1 is the share of 1: that is how high a bar is.
    drawn = sns.barplot(passengers, x="pclass", y="survived", ax=axes, **look)
    for bars in drawn.containers:
        drawn.bar_label(bars, fmt="{:.0%}")  # as in 97%
    axes.set(xlabel="ticket class", ylabel="", ylim=(0, 1.05))
    return figure
