"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import pandas as pd
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold

from . import displays
from .question import told


def figures(model: BaseEstimator, learn: pd.DataFrame, cv: KFold) -> dict[str, Figure]:
    """Return the pictures of a run, by file name: the training set, and the model's answers."""
    return {"map_of_prices": map_of_prices(learn)} | displays.figures(model, learn, cv)


def map_of_prices(sales: pd.DataFrame) -> Figure:
    """Show where in Ames what was paid: one dot a sale, the colour on a logarithmic scale."""
    figure, axes = displays.canvas("What was paid, and where?", height=5.5)
    norm = LogNorm(*sales["price"].quantile([0.02, 0.98]))
    order = sales.sort_values("price")  # dear houses on top, or the many would hide them
    look = {"c": order["price"], "cmap": "viridis_r", "norm": norm, "s": 10}
    dots = axes.scatter(order["lon"], order["lat"], **look)
    bar = figure.colorbar(dots, ax=axes, format=lambda value, _: told(value), extend="both")
    bar.set_ticks([100_000, 150_000, 200_000, 300_000, 400_000], minor=False)
    bar.minorticks_off()
    # At this latitude a degree to the east is three quarters of a degree to the north.
    axes.set(xlabel="longitude", ylabel="latitude", aspect=1 / 0.743)
    return figure
