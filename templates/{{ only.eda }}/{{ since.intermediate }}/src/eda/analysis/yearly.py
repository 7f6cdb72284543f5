"""List the claims: each is a figure for every season, and says that it rises or falls."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ..counting import GALE, HURRICANE, MAJOR, SHORT, per_season
from ..data import Study
from ..questions import strongest


@dataclass(frozen=True)
class Claim:
    """Something of which somebody says that it changes over the years."""

    name: str
    about: str  # with its unit
    figure: Callable[[Study], pd.Series]  # a value for each season


def gales(study: Study) -> pd.DataFrame:
    """Return the storms of gale force: weaker ones are in the record since 1991 only."""
    return study.storms[study.storms["wind"] >= GALE]


def counted(wind: int) -> Callable[[Study], pd.Series]:
    """Return a figure: how many storms blew at least so hard, in knots."""
    return lambda study: per_season(study.storms[study.storms["wind"] >= wind], study.seasons)


def lived(short: bool) -> Callable[[Study], pd.Series]:
    """Return a figure: how many storms lived for up to two days, or for more."""
    return lambda study: per_season(
        study.storms[(study.storms["days"] <= SHORT) == short], study.seasons
    )


def share(wind: int, of: int) -> Callable[[Study], pd.Series]:
    """Return a figure: which share of the storms of one wind reached another."""
    return lambda study: counted(wind)(study) / counted(of)(study)


def life(study: Study) -> pd.Series:
    """Return the mean life in days."""
    return gales(study).groupby("season")["days"].mean()


def begins(study: Study) -> pd.Series:
    """Return the day of the year on which the first storm began."""
    return gales(study).groupby("season")["first"].min().dt.day_of_year


def peak_months(study: Study) -> pd.Series:
    """Return the share of storms that began in August or September."""
    storms = gales(study)
    return storms["first"].dt.month.isin([8, 9]).groupby(storms["season"]).mean()


def latitude(study: Study) -> pd.Series:
    """Return the mean latitude at which storms were strongest."""
    peaks = strongest(study.fixes[study.fixes["wind"] >= GALE])
    return peaks.groupby("season")["lat"].mean()


def energy(study: Study) -> pd.Series:
    """Return the accumulated cyclone energy: the sum of squared winds, every six hours.

    Fixes at odd hours do not count: with them, a storm that was looked at often would have more.
    """
    fixes = study.fixes[(study.fixes["hour"] % 6 == 0) & (study.fixes["wind"] >= GALE)]
    return (fixes["wind"] ** 2).groupby(fixes["season"]).sum() / 10_000


CLAIMS = [
    Claim("gales", "storms of gale force", counted(GALE)),
    Claim("hurricanes", "storms of hurricane force", counted(HURRICANE)),
    Claim("major", "as strong as a major hurricane", counted(MAJOR)),
    Claim("short", "storms of two days or less", lived(short=True)),
    Claim("longer", "storms of more than two days", lived(short=False)),
    Claim("share_hurricanes", "share to reach 64 knots", share(HURRICANE, GALE)),
    Claim("share_major", "share of 64 knots to reach 96", share(MAJOR, HURRICANE)),
    Claim("life", "mean life, days", life),
    Claim("begins", "day on which the first began", begins),
    Claim("peak_months", "share in August and September", peak_months),
    Claim("latitude", "latitude of the peak, degrees", latitude),
    Claim("energy", "energy (ACE), 10,000 knots²", energy),
]
