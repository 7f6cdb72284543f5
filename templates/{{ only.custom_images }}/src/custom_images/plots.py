"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageOps
from sklearn.metrics import ConfusionMatrixDisplay

from . import picture
from .data import Pictures

THUMBNAIL = (96, 96)  # pixels


def canvas(title: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide; made without pyplot, it needs no screen."""
    figure = Figure(figsize=(8, height), dpi=150, layout="constrained")
    figure.suptitle(title)
    return figure


def pictures(some: Pictures) -> Figure:
    """Show the first twelve pictures of each class, a row a class."""
    figure = canvas("What the model learns from", height=0.4 + 0.72 * len(some.classes))
    for label, axes in enumerate(np.atleast_1d(figure.subplots(len(some.classes)))):
        places = np.flatnonzero(some.labels == label)
        axes.imshow(np.hstack([_thumbnail(some, place) for place in places[:12]]))
        told = f"{some.classes[label]}\n({len(places)})"
        axes.set_ylabel(told, rotation=0, ha="right", va="center")
        axes.set(xticks=[], yticks=[], frame_on=False)
    return figure


def confusion_matrix(test: Pictures, chances: np.ndarray) -> Figure:
    """Show which class was taken for which; `chances` are probabilities, (n, classes)."""
    answers = chances.argmax(axis=1)
    share = (answers == test.labels).mean()
    figure = canvas(f"What is taken for what? {share:.1%} are right", height=6.6)
    every = range(len(test.classes))
    ConfusionMatrixDisplay.from_predictions(
        test.labels, answers, labels=every, display_labels=test.classes, cmap="Blues",
        colorbar=False, xticks_rotation=45, ax=figure.subplots(),
    )  # fmt: skip
    return figure


def mistakes(test: Pictures, chances: np.ndarray) -> Figure:
    """Show up to 24 pictures that got a wrong answer, the one the model was surest of first."""
    answers, sure = chances.argmax(axis=1), chances.max(axis=1)
    wrong = np.flatnonzero(answers != test.labels)
    figure = canvas(f"What does it get wrong? {len(wrong)} of {len(test):,} pictures", height=6)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")]
    for axes in figure.subplots(4, 6).flat:
        axes.set_axis_off()
    for axes, place in zip(figure.axes, worst, strict=False):
        axes.imshow(_thumbnail(test, place))
        is_, said = test.classes[test.labels[place]], test.classes[answers[place]]
        axes.set_title(f"{is_}, not\n{said} ({sure[place]:.0%})", size=8)
    return figure


def _thumbnail(some: Pictures, place: int) -> np.ndarray:
    image = picture.read(some.files[place])
    return np.asarray(ImageOps.pad(image, THUMBNAIL, Image.Resampling.BICUBIC, color="white"))
