"""Draw figures. Every function takes data and returns a figure; saving it is the caller's job."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator, PercentFormatter

from . import ranking
from .ranking import Exam

INK, QUIET, GRID = "#1f2933", "#667784", "#e4e9ed"
GOOD, BAD, PALE = "#0f7b8a", "#d1603d", "#b9cdd3"  # told apart without red and green, too
LONGEST = 50  # the longest list that `hit_rate` looks at


def long_tail(counts: np.ndarray, first: str) -> Figure:
    """Show how the ratings are shared among films; `counts`: ratings a film, most first."""
    share = np.cumsum(counts) / counts.sum()
    half = int(np.searchsorted(share, 0.5)) + 1
    figure, axes = canvas(
        "A few films have most of the ratings",
        f"{len(counts):,} films with at least five ratings, the most watched on the left",
    )
    places = np.arange(1, len(counts) + 1)
    axes.fill_between(places[:half], counts[:half], color=GOOD, linewidth=0)
    axes.fill_between(places[half - 1 :], counts[half - 1 :], color=PALE, linewidth=0)
    axes.annotate(f"{first}: {counts[0]}", (60, counts[0]), va="center", color=INK)
    axes.annotate(
        f"half of all ratings:\n{half} films ({half / len(counts):.0%})",
        (half * 0.55, counts[half // 2]),
        (half * 1.25, counts[0] * 0.55),
        color=GOOD,
        arrowprops={"arrowstyle": "-", "color": GOOD},
    )
    axes.annotate(
        f"the other half:\n{len(counts) - half:,} films, the long tail",
        (len(counts) * 0.6, counts[0] * 0.12),
        color=QUIET,
    )
    axes.set_xlabel("films, in order of their ratings", color=INK)
    axes.set_ylabel("ratings", color=INK)
    axes.set(xlim=(0, len(counts)), ylim=(0, counts[0] * 1.06))
    return figure


def hit_rate(ranks: Mapping[str, np.ndarray], about: str) -> Figure:
    """Show how the hit rate grows with the length of the list.

    `ranks` holds for each model the places of the hidden films (0 is the first), best model last.
    """
    figure, axes = canvas("How long must the list be to hold the film they watched?", about)
    lengths = np.arange(1, LONGEST + 1)
    colours = _colours(len(ranks))
    ends = _apart([ranking.hit_rate(each, LONGEST) for each in ranks.values()])
    for (name, each), colour, end in zip(ranks.items(), colours, ends, strict=True):
        rates = [ranking.hit_rate(each, int(k)) for k in lengths]
        axes.plot(lengths, rates, color=colour, linewidth=2.5 if colour == GOOD else 1.6)
        axes.annotate(words(name), (LONGEST + 0.7, end), color=colour, va="center")
    axes.axvline(ranking.TOP, color=QUIET, linestyle="--", linewidth=1)
    axes.annotate("HR@10", (ranking.TOP + 0.5, max(ends)), color=QUIET, va="center")
    axes.set(xlim=(1, LONGEST + 9), ylim=(0, max(ends) * 1.08))
    axes.set_xticks([1, 10, 20, 30, 40, 50])
    axes.set_xlabel("films recommended (k)", color=INK)
    axes.set_ylabel("users whose hidden film is among them", color=INK)
    _percent(axes)
    return figure


def _apart(ends: list[float], gap: float = 0.011) -> list[float]:
    """Move labels up until none lies on another."""
    placed = dict.fromkeys(range(len(ends)), 0.0)
    lowest = -gap
    for index in np.argsort(ends):
        lowest = max(ends[index], lowest + gap)
        placed[int(index)] = lowest
    return list(placed.values())


def coverage(exams: Mapping[str, Exam], counts: pd.Series) -> Figure:
    """Show which share of the films anybody gets to see, and how well known these are.

    `counts` holds the ratings of each film, its index the film.
    """
    figure, (left, right) = _panels(
        "Who gets into somebody's top ten?", f"Ten films for each of {_people(exams)} users"
    )
    names = list(exams)
    shares = [ranking.coverage(exams[name].tops, len(counts)) for name in names]
    known = [float(counts[exams[name].tops.ravel()].median()) for name in names]
    for axes, values, note in ((left, shares, "{:.1%}"), (right, known, "{:.0f}")):
        bars = axes.barh(range(len(names)), values, color=_colours(len(names)), height=0.62)
        axes.bar_label(bars, [note.format(v) for v in values], padding=4, color=INK)
        axes.set_yticks(range(len(names)), [words(name) for name in names])
        axes.invert_yaxis()
        axes.set_xticks([])
        axes.set_xlim(0, max(values) * 1.2)
        axes.spines["bottom"].set_visible(False)
        axes.grid(visible=False)
    right.set_yticks([])
    left.set_title("films shown to anybody (coverage)", loc="left", fontsize=10.5, color=INK)
    right.set_title("ratings of a recommended film (median)", loc="left", fontsize=10.5, color=INK)
    return figure


def splits(metrics: Mapping[str, float], model: str) -> Figure:
    """Show one and the same model under three exams, beside popularity.

    `metrics` are those of `train`: hit rates from 0 to 1.
    """
    figure, axes = canvas(
        "The same model, three exams",
        "Hit rate at 10. Only what is hidden, and what the model may learn from, changes",
    )
    kinds = {
        "random_split": "a film at random is hidden:\nlearns from their future",
        "test": "the last film is hidden:\nlearns from others' future",
        "replay": "replay: learns from\nthe past alone",
    }
    for offset, key, colour, label in (
        (-0.19, "popularity_", PALE, "popularity"),
        (0.19, "", GOOD, words(model)),
    ):
        rates = [metrics[f"{kind}_{key}hit_rate"] for kind in kinds]
        bars = axes.bar(np.arange(3) + offset, rates, width=0.36, color=colour, label=label)
        axes.bar_label(bars, [f"{rate:.1%}" for rate in rates], padding=3, color=INK)
    axes.set_xticks(range(3), list(kinds.values()))
    axes.margins(y=0.12)  # room for the numbers
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper right", frameon=False, labelcolor=INK)
    _percent(axes)
    return figure


def _people(exams: Mapping[str, Exam]) -> int:
    return len(next(iter(exams.values())).ranks)


def _colours(count: int) -> list[str]:
    return [*[PALE, QUIET, BAD][: count - 1], GOOD]


def _panels(title: str, subtitle: str) -> tuple[Figure, tuple[Axes, Axes]]:
    figure = frame(title, subtitle, 3.2)
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        tidy(axes)
    return figure, (left, right)


def canvas(title: str, subtitle: str, height: float = 4.6) -> tuple[Figure, Axes]:
    """Return a figure with headings and one empty panel."""
    figure = frame(title, subtitle, height)
    axes = figure.subplots()
    tidy(axes)
    return figure, axes


def frame(title: str, subtitle: str, height: float) -> Figure:
    """Return an empty figure, 8 inches wide, with the two headings at its top."""
    # A Figure made without pyplot needs no window and no screen, and cannot leak into other plots.
    inch = 1 / height  # as a share of the figure; the top 0.75 inches are for the two headings
    room = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, rect=(0, 0, 1, 1 - 0.75 * inch))
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


def _percent(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))  # no 2.5 % shown as 2 %
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))


def words(name: str) -> str:
    """Return a name out of the code as a person would write it."""
    return name.replace("_", " ")
