"""Five pictures that explain more than a formula: uv run train writes them into reports/."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import data, ready
from .features import NAMES, Encoder
from .pieces import Kit

BLUE, ORANGE, GREY = "#1f6fb4", "#d9742b", "#8a8f98"


def figures(
    model: Any,
    kit: Kit,
    learn: pd.DataFrame,
    truth: list[int],
    found: np.ndarray,
    limits: tuple[float, float],
) -> dict[str, Figure]:
    """Return the pictures of a run by file name; those of weights only for a model that has any."""
    right = np.array([a == (b >= 0.5) for a, b in zip(truth, found, strict=True)], dtype=float)
    drawn = {"bootstrap": bootstrap(right, limits), "roc_curve": roc_curve(truth, found)}
    if hasattr(model, "weights"):
        drawn["weights"] = weights(model.weights)
    return drawn | {"descent": descent(learn, kit), "projection": projection()}


def canvas(title: str, width: float = 6.4, height: float = 4.2) -> tuple[Figure, Axes]:
    """Return an empty picture in the look of all pictures here."""
    figure = Figure(figsize=(width, height), dpi=110, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def weights(values: np.ndarray) -> Figure:
    """Draw what speaks for survival and what against it."""
    figure, axes = canvas("What the model adds up")
    colours = [BLUE if value > 0 else ORANGE for value in values[1:]]
    axes.barh(NAMES[1:], values[1:], color=colours)
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_xlabel("weight: right of 0 speaks for survival")
    return figure


def descent(learn: pd.DataFrame, kit: Kit) -> Figure:
    """Draw the log loss over two weights as a landscape, and two walks downhill on it."""
    X = Encoder().fit(learn, kit).transform(learn, kit)[:, [0, 1]]  # always 1, female
    y = learn[data.TARGET].to_numpy(float)
    across, up = np.linspace(-4, 4, 60), np.linspace(-4, 7, 60)
    heights = [[ready.log_loss(X, y, np.array([a, b])) for a in across] for b in up]
    figure, axes = canvas("Downhill on the log loss: small steps, and steps too large", height=4.8)
    axes.contourf(across, up, heights, levels=25, cmap="Greys")
    for rate, colour, name in [(3.0, BLUE, "rate 3"), (14.0, ORANGE, "rate 14")]:
        walk = [np.array([3.0, -3.0])]
        for _ in range(25):
            walk.append(kit.use.step(walk[-1], kit.use.gradient(X, y, walk[-1]), rate))
        axes.plot(*np.array(walk).T, marker="o", markersize=3, color=colour, label=name)
    axes.set(xlim=(-4, 4), ylim=(-4, 7), xlabel="weight of everybody", ylabel="weight of `female`")
    axes.legend()
    return figure


def bootstrap(right: np.ndarray, limits: tuple[float, float]) -> Figure:
    """Draw the accuracy of 2,000 test sets that might have been, and where most of them lie."""
    draws = np.random.default_rng(0).integers(0, len(right), size=(2000, len(right)))
    means, (low, high) = right[draws].mean(axis=1), limits
    figure, axes = canvas("The accuracy on 2,000 test sets drawn from ours")
    axes.hist(means, bins=np.arange(means.min(), means.max(), 2 / len(right)), color=BLUE)
    for edge in (low, high):
        axes.axvline(edge, color=ORANGE, linestyle="--")
    axes.set(xlabel=f"accuracy; 95 % lie between {low:.3f} and {high:.3f}", ylabel="test sets")
    return figure


def roc_curve(truth: list[int], found: np.ndarray) -> Figure:
    """Draw survivors found against false alarms, for every threshold there is."""
    ones = np.asarray(truth)[np.argsort(-found, kind="stable")]
    hits, alarms = np.cumsum(ones) / ones.sum(), np.cumsum(1 - ones) / (1 - ones).sum()
    area = ready.roc_auc(truth, found.tolist())
    figure, axes = canvas(f"A survivor ranks above a victim in {area:.1%} of all pairs", width=5.2)
    axes.plot([0, *alarms], [0, *hits], color=BLUE, linewidth=2)
    axes.fill_between([0, *alarms], [0, *hits], color=BLUE, alpha=0.12)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":")
    axes.set(xlabel="victims taken for survivors", ylabel="survivors found", aspect="equal")
    return figure


def projection() -> Figure:
    """Draw the shadows of pictures on the two directions in which they differ most."""
    images, labels = data.digits()
    shown = np.isin(labels, [0, 1, 7])
    flat = images[shown].reshape(shown.sum(), -1)
    _, _, directions = np.linalg.svd(flat - flat.mean(axis=0), full_matrices=False)
    places = (flat - flat.mean(axis=0)) @ directions[:2].T  # (pictures, 2)
    figure, axes = canvas("Digits of 196 pixels, seen as 2 numbers each")
    for digit, colour in zip([0, 1, 7], [BLUE, ORANGE, GREY], strict=True):
        own = labels[shown] == digit
        axes.scatter(*places[own].T, color=colour, marker=f"${digit}$", s=50)
    axes.set(xlabel="dot product with the first direction", ylabel="with the second")
    return figure
