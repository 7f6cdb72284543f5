"""Draw the figure of `candidates`, in the look of plots.py."""

from collections.abc import Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from ..plots import BAD, GOOD, canvas
from .nearest import Point


def speed(found: Mapping[str, Sequence[Point]], about: str) -> Figure:
    """Show for each catalogue what a search finds and how fast; a star looks at every film."""
    points = [(title, point) for title, each in found.items() for point in each]
    rows = [(title, "index" if p.depth else "every film", p.recall, p.speed) for title, p in points]
    table = pd.DataFrame(rows, columns=["over", "by", "recall", "speed"])
    figure, axes = canvas("With many films, finding nearly all of the ten is far quicker", about)
    look = {"hue": "over", "palette": [GOOD, BAD], "style": "by", "markers": ["*", "o"]}
    sns.lineplot(table, x="recall", y="speed", dashes=False, markersize=10, ax=axes, **look)
    axes.set(xlabel="share of the true ten films that are found (recall@10)", yscale="log")
    axes.set_ylabel("queries a second, one processor")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    return figure
