"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from sklearn.metrics import ConfusionMatrixDisplay

from .data import CLASSES, SIZE, Digits
from .history import Epoch

sns.set_theme(style="whitegrid", palette="colorblind")  # colours that everybody can tell apart


def canvas(title: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide; made without pyplot, it needs no screen."""
    figure = Figure(figsize=(8, height), dpi=150, layout="constrained")
    figure.suptitle(title)
    return figure


def digits(some: Digits) -> Figure:
    """Show the first sixteen examples of each digit, a row a digit."""
    figure = canvas("Ten digits, many hands: what the model learns from", height=5.6)
    rows = [np.resize(some.images[some.labels == digit], (16, SIZE, SIZE)) for digit in range(10)]
    sheet = np.vstack([np.hstack([*row]) for row in rows])  # (10 * 28, 16 * 28)
    axes = figure.subplots()
    axes.imshow(sheet, cmap="gray_r")
    axes.set_axis_off()
    return figure


def learning_curves(history: Sequence[Epoch]) -> Figure:
    """Show loss and accuracy after each epoch, on training and on validation images."""
    table = pd.DataFrame(history).set_index("number")
    figure = canvas("Does it learn, or learn by heart?", height=4.2)
    left, right = figure.subplots(1, 2)
    for axes, what in ((left, "loss"), (right, "accuracy")):
        curves = table[[what, f"val_{what}"]].set_axis(["training", "validation"], axis="columns")
        sns.lineplot(curves, ax=axes, marker="o", dashes=False)
        axes.set(xlabel="epoch", ylabel=what)
        axes.xaxis.get_major_locator().set_params(integer=True)
    left.set_yscale("log")
    return figure


def confusion_matrix(labels: np.ndarray, probabilities: np.ndarray) -> Figure:
    """Show which digit was taken for which; `labels` are (n,), `probabilities` (n, 10)."""
    answers = probabilities.argmax(axis=1)
    share = (answers == labels).mean()
    figure = canvas(f"Which digit is taken for which? {share:.1%} are right", height=6.6)
    ConfusionMatrixDisplay.from_predictions(
        labels, answers, labels=range(CLASSES), cmap="Blues", colorbar=False, ax=figure.subplots()
    )
    figure.axes[0].grid(visible=False)
    return figure


def mistakes(some: Digits, probabilities: np.ndarray) -> Figure:
    """Show up to 16 images that got a wrong answer, the one the model was surest of first."""
    answers, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != some.labels)
    figure = canvas(f"What does it get wrong? {len(wrong)} of {len(some):,} images", height=3.6)
    for place, axes in enumerate(figure.subplots(2, 8).flat):
        axes.set_axis_off()
        if place < len(wrong):
            worst = wrong[np.argsort(-sure[wrong])[place]]
            axes.imshow(some.images[worst], cmap="gray_r")
            told = f"is {some.labels[worst]}, says {answers[worst]}\n{sure[worst]:.0%} sure"
            axes.set_title(told, size=8)
    return figure
