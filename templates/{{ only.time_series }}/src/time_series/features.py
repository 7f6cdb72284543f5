"""Turn the past and the calendar into what a model may know about a day to come.

We forecast 14 days at once. So nothing here looks back fewer than 14 days: for the last of the
14, yesterday's rides are not known yet. One rule, and no feature can peek into the future.
"""

from functools import cache

import holidays
import numpy as np
import pandas as pd

HORIZON = 14  # days to forecast
YEAR = 364  # 52 whole weeks: the same weekday one year ago
MEMORY = YEAR + 27  # days that a day looks back at most, so those that begin a series have gaps

NUMERIC = ["lag_14", "usual", "level", "last_year", "shape", "shape_last_year"]
CATEGORICAL = ["weekday", "season", "holiday", "eve", "day_after", "christmas", "lag_14_holiday"]


def make(past: "pd.Series[float]", days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return one row of features for each of these days, in or after the past, by at most HORIZON.

    A day that would look back to before the series began has gaps (NaN).
    """
    rides = past.reindex(past.index.union(days))  # days to come are rows without rides
    # A lag is the past moved down: in the row of a day stands what was 14 days before it.
    lags = pd.concat({lag: rides.shift(lag) for lag in (14, 21, 28, 35)}, axis=1)
    level = rides.rolling(28).mean()  # four weeks: each weekday counts alike
    now, then, last_year = level.shift(HORIZON), level.shift(YEAR), rides.shift(YEAR)
    table = pd.DataFrame(
        {
            "lag_14": lags[14],
            "usual": lags.median(axis=1),  # a holiday among the four does not matter
            "level": now,
            "last_year": last_year * now / then,  # that day, were it as busy as it is today
            # Shares of the level: so days of 2002 and of 2015 compare, though more people ride.
            "shape": lags.median(axis=1) / now,
            "shape_last_year": last_year / then,
        }
    )
    return table.loc[days].join(calendar(days))


def calendar(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return what is known about days long before they come, as words."""
    weekend, name = days.day_of_week >= 5, holiday(days)
    off = weekend | (name != "")  # nobody goes to work anyway
    kind = np.where(weekend, "weekend", "workday")
    # From 20 December to 3 January each date has a weight of its own.
    festive = ((days.month == 12) & (days.day >= 20)) | ((days.month == 1) & (days.day <= 3))

    def near(shift: int) -> np.ndarray:  # the holiday so many days away, for a day that is none
        return np.where(off, "", holiday(days + pd.Timedelta(days=shift)))

    words = {
        "weekday": days.day_name(),
        # Summer fills the weekends and empties the offices: so a month and the kind of day.
        "season": days.month_name() + " " + kind,
        "holiday": np.where(weekend, "", name),  # on a Sunday it changes little
        "eve": near(+1),
        "day_after": near(-1),
        "christmas": np.where(festive, days.day.astype(str) + " " + kind, ""),
        # Was the day two weeks ago an odd one? Then its rides are a bad guide.
        "lag_14_holiday": near(-14) != "",
    }
    return pd.DataFrame(words, index=days).astype(str)


def holiday(days: pd.DatetimeIndex) -> np.ndarray:
    """Return the name of the holiday in Illinois that each day is, "" where it is none."""
    return np.array([_holidays().get(day, "") for day in days], dtype=object)


@cache  # made once: the same question comes hundreds of times in a run
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("US", subdiv="IL")
