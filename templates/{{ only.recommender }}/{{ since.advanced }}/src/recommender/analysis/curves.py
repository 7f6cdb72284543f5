"""Draw the figure of `candidates`, in the look of plots.py."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ..plots import BAD, GOOD, INK, canvas
from .nearest import Point


def speed(found: Mapping[str, Sequence[Point]], about: str) -> Figure:
    """Show for each catalogue what a search finds and how fast; the exact one comes first."""
    figure, axes = canvas("With many films, finding nearly all of the ten is far quicker", about)
    for (title, points), colour in zip(found.items(), (GOOD, BAD), strict=False):
        exact, rest = points[0], points[1:]
        axes.plot(
            [p.recall for p in rest],
            [p.speed for p in rest],
            marker="o",
            color=colour,
            label=f"index over {title}",
        )
        axes.scatter(
            [exact.recall], [exact.speed], marker="*", s=190, color=colour, zorder=3,
            label=f"every one of {title}",
        )  # fmt: skip
        for point in (rest[0], rest[-1]):
            spot = (point.recall, point.speed)
            axes.annotate(
                f"{point.depth} in view", spot, (6, 6), textcoords="offset points", color=colour
            )
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axes.set_xlabel("share of the true ten films that are found (recall@10)", color=INK)
    axes.set_ylabel("queries a second, one processor", color=INK)
    axes.margins(x=0.08, y=0.12)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, labelcolor=INK)
    return figure
