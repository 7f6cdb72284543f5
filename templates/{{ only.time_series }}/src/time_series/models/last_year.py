"""The second bar to beat: each day will be as it was a year ago, or nearly: 52 whole weeks."""

from ..features import YEAR
from .weekly_naive import SeasonalNaive


def build() -> SeasonalNaive:
    """Return the model; with 364 days and not 365, a Sunday is compared with a Sunday."""
    return SeasonalNaive(season=YEAR)
