"""What models of one series have in common. Not a model itself."""

import pandas as pd

from . import ModelError


def recent(past: "pd.Series[float]", days: int) -> "pd.Series[float]":
    """Return the last days of the past, or raise ModelError if they are too few for a season."""
    if type(days) is not int or days < 56:
        raise ModelError(f"`days` must be a whole number of at least 56, not `{days}`.")
    return past.iloc[-days:].asfreq("D")
