"""Count storms by season, and ask whether the counts rise."""

import math
from dataclasses import dataclass

import pandas as pd
from scipy.stats import linregress

# From this wind on, in knots, a storm has gale force, hurricane force, that of a major hurricane.
GALE, HURRICANE, MAJOR = 34, 64, 96
SHORT = 2.0  # days: lives so short were easily overlooked before there were satellites


@dataclass(frozen=True)
class Trend:
    """A straight line through yearly counts."""

    per_decade: float  # how many more (or fewer) after ten years
    p: float  # how often counts without any trend would give a line at least as steep

    def __str__(self) -> str:
        """Return it as people write it: a p of 0.0000002 says no more than "below 0.001"."""
        p = "p < 0.001" if self.p < 0.001 else f"p = {self.p:.3f}"
        return f"{self.per_decade:+.2f} a decade, {p}"


def per_season(storms: pd.DataFrame, seasons: range) -> pd.Series:
    """Return the number of these storms in each season.

    groupby knows only seasons that have a storm. Those without one count, too: as 0.
    """
    counts = storms.groupby("season").size()
    return counts.reindex(seasons, fill_value=0)


def trend(counts: pd.Series) -> Trend:
    """Return the trend of counts whose index are years, by least squares; NaN for under three."""
    if len(counts) < 3:
        return Trend(math.nan, math.nan)
    line = linregress(counts.index, counts)
    return Trend(float(line.slope) * 10, float(line.pvalue))
