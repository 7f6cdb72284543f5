"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.model_selection import StratifiedKFold

from . import displays


def figures(model: BaseEstimator, learn: pd.DataFrame, cv: StratifiedKFold) -> dict[str, Figure]:
    """Return the pictures of a run, by file name: the training set, and the model's answers."""
    overview = {"bad_by_job_and_records": bad_by_job_and_records(learn)}
    return overview | displays.figures(model, learn, cv)


def bad_by_job_and_records(loans: pd.DataFrame) -> Figure:
    """Show the share of loans that went bad for each kind of job, with and without bad records."""
    figure, axes = displays.canvas("Which loans went bad? (share of them)")
    colours = {"no": displays.ZERO, "yes": displays.ONE}
    look = {"hue": "records", "palette": colours, "hue_order": list(colours), "errorbar": None}
    # The mean of 0 and 1 is the share of 1: that is how high a bar is.
    drawn = sns.barplot(loans, x="job", y="bad", ax=axes, **look)
    for bars in drawn.containers:
        drawn.bar_label(bars, fmt="{:.0%}")  # as in 97%
    axes.set(xlabel="job", ylabel="", ylim=(0, 1.05))
    axes.legend(title="bad records?", loc="upper left")
    return figure
