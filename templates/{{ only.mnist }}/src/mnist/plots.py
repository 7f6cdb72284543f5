"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter

from .data import CLASSES, SIZE, Digits
from .learning import Epoch

INK, QUIET, GRID = "#1f2933", "#667784", "#e4e9ed"
RIGHT, WRONG = "#0f7b8a", "#d1603d"  # told apart by people who do not see red and green, too
A_ROW = 16  # digits beside each other
MOST = 24  # mistakes that are shown


def digits(some: Digits) -> Figure:
    """Show the first sixteen examples of each digit, a row a digit."""
    rows = []
    for digit in range(CLASSES):
        of_kind = some.images[some.labels == digit][:A_ROW]
        blank = np.zeros((A_ROW - len(of_kind), SIZE, SIZE), np.uint8)
        rows.append(np.concatenate([of_kind, blank]))
    sheet = np.stack(rows).transpose(0, 2, 1, 3).reshape(CLASSES * SIZE, A_ROW * SIZE)
    figure = frame("Ten digits, many hands", "What the model learns from", height=6.0)
    axes = figure.subplots()
    axes.imshow(sheet, cmap="gray_r")
    axes.set_yticks(np.arange(CLASSES) * SIZE + SIZE / 2, [str(n) for n in range(CLASSES)])
    axes.set_xticks([])
    axes.tick_params(length=0, labelcolor=INK, labelsize=12)
    axes.spines[:].set_visible(False)
    return figure


def learning_curves(history: Sequence[Epoch], model: str) -> Figure:
    """Show loss and accuracy after each epoch, on training and on validation images."""
    figure = frame(
        "Does it learn, or learn by heart?",
        f"{words(model)}: on images it learns from, and on images it does not",
        height=4.6,
    )
    number = [epoch.number for epoch in history]
    left, right = figure.subplots(1, 2)
    for axes, what in ((left, "loss"), (right, "accuracy")):
        tidy(axes)
        curves = ((what, QUIET, "training"), (f"validation_{what}", RIGHT, "validation"))
        for name, colour, label in curves:
            values = [getattr(epoch, name) for epoch in history]
            axes.plot(number, values, color=colour, marker="o", markersize=5, label=label)
        axes.set_title(what, loc="left", color=INK, fontsize=11)
        axes.set_xlabel("epoch (times through all training images)", color=INK)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.set_yscale("log")
    left.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_locator(NullLocator())
    right.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    right.legend(frameon=False, labelcolor=INK)
    return figure


def confusion_matrix(labels: np.ndarray, chances: np.ndarray, model: str) -> Figure:
    """Show which digit was taken for which; `labels` are (n,), `chances` (n, 10)."""
    counts = np.zeros((CLASSES, CLASSES), dtype=int)  # counts[in fact, model says]
    np.add.at(counts, (labels, chances.argmax(axis=1)), 1)
    right = np.trace(counts) / len(labels)
    figure = frame(
        "Which digit is taken for which?",
        f"{words(model)}, {len(labels):,} test images: {right:.1%} right",
        height=6.6,
    )
    axes = figure.subplots()
    mistakes = counts - np.diag(np.diag(counts))
    strength = mistakes / max(mistakes.max(), 3)  # a single mistake stays pale
    for row in range(CLASSES):
        for column in range(CLASSES):
            colour = RIGHT if row == column else WRONG
            alpha = 0.85 if row == column else 0.85 * strength[row, column]
            axes.fill_between([column - 0.48, column + 0.48], row - 0.48, row + 0.48,
                              color=colour, alpha=alpha, linewidth=0)  # fmt: skip
            ink = "white" if alpha > 0.5 else INK
            note = str(counts[row, column]) if counts[row, column] else ""
            axes.text(column, row, note, color=ink, ha="center", va="center", fontsize=10)
    axes.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), aspect="equal")
    axes.set_xticks(range(CLASSES))
    axes.set_yticks(range(CLASSES))
    axes.set_xlabel("model says", color=INK)
    axes.set_ylabel("in fact", color=INK)
    axes.tick_params(length=0, labelcolor=INK, labelsize=11)
    axes.spines[:].set_visible(False)
    return figure


def mistakes(some: Digits, chances: np.ndarray, model: str) -> Figure:
    """Show the images that got a wrong answer, the one the model was surest of first."""
    said = chances.argmax(axis=1)
    wrong = np.flatnonzero(said != some.labels)
    order = wrong[np.argsort(-chances[wrong, said[wrong]])]
    shown = order[:MOST]
    rows = max(1, math.ceil(len(shown) / 8))
    about = f"{words(model)}: {len(wrong)} of {len(some):,} test images are wrong"
    more = f", the {MOST} surest ones are here" if len(wrong) > MOST else ""
    figure = frame("What does it get wrong?", about + more, height=1.55 * rows + 0.9)
    panels = figure.subplots(rows, 8, squeeze=False).ravel()
    for axes in panels:
        axes.set_axis_off()
    for axes, place in zip(panels, shown, strict=False):
        axes.imshow(some.images[place], cmap="gray_r", vmin=0, vmax=255)
        note = f"is {some.labels[place]}, says {said[place]}"
        sure = f"{chances[place, said[place]]:.0%} sure"
        axes.set_title(f"{note}\n{sure}", fontsize=9, color=INK)
    return figure


def frame(title: str, subtitle: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide, with the two headings at its top."""
    # A Figure made without pyplot needs no window and no screen, and cannot leak into other plots.
    inch = 1 / height  # as a share of the figure; the top 0.75 inches are for the two headings
    room = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08, rect=(0, 0, 1, 1 - 0.75 * inch))
    figure = Figure(figsize=(8, height), dpi=150, layout=room, facecolor="white")
    figure.text(0.015, 1 - 0.14 * inch, title, va="top", color=INK, fontsize=15, fontweight="bold")
    figure.text(0.015, 1 - 0.47 * inch, subtitle, va="top", color=QUIET, fontsize=10.5)
    return figure


def tidy(axes: Axes) -> None:
    """Take away every line that carries no information."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.grid(color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK, labelsize=10)


def words(name: str) -> str:
    """Return the name of a model as a person would write it."""
    text = name.replace("_", " ").replace("cnn", "CNN").replace("mlp", "MLP")
    return text[:1].upper() + text[1:]
