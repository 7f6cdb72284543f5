"""Counts have no holes, and a trend is that of the counts."""

import math

import pandas as pd
import pytest

from eda import data
from eda.counting import Trend, per_season, trend


def test_a_season_without_a_storm_counts_as_none(made):
    storms = data.storms(data.clean(made(("A", "2001-09-01", [40]), ("B", "2003-09-01", [40]))))
    assert per_season(storms, range(2000, 2005)).to_dict() == {
        2000: 0, 2001: 1, 2002: 0, 2003: 1, 2004: 0,
    }  # fmt: skip


def test_a_line_is_found_exactly():
    years = range(1980, 2000)
    found = trend(pd.Series([3 + 0.2 * (year - 1980) for year in years], index=years))
    assert found.per_decade == pytest.approx(2)
    assert found.p < 1e-9


def test_counts_without_a_trend_have_none():
    found = trend(pd.Series([4, 6] * 10, index=range(1980, 2000)))
    assert abs(found.per_decade) < 0.5
    assert found.p > 0.5


def test_two_seasons_make_no_trend():
    assert math.isnan(trend(pd.Series([1, 2], index=[2000, 2001])).p)


@pytest.mark.parametrize(
    ("p", "said"), [(2e-7, "p < 0.001"), (0.0156, "p = 0.016"), (0.24, "p = 0.240")]
)
def test_a_p_is_told_as_exactly_as_it_is_worth(p, said):
    assert str(Trend(-0.5, p)) == f"-0.50 a decade, {said}"
