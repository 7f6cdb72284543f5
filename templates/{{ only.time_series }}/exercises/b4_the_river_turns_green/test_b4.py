"""A Saturday in March that no calendar of holidays knows."""

import pandas as pd
import pytest

from time_series import data, features, models

EACH = {2001: 17, 2003: 15, 2006: 11, 2010: 13, 2012: 17, 2015: 14, 2016: 12, 2030: 16}


def parade(year):
    """Return what the feature says of the days of a spring."""
    table = features.calendar(pd.date_range(f"{year}-02-10", f"{year}-04-20"))
    assert "parade" in table, "`features.calendar` gives no column `parade` yet."
    return table["parade"]


@pytest.mark.parametrize(("year", "day"), EACH.items())
def test_one_day_a_year(year, day):
    found = parade(year)
    assert found[f"{year}-03-{day}"] == "parade", (
        f"{day} March {year} should be `parade`, not `{found[f'{year}-03-{day}']}`."
    )
    for other in found.index[(found != "") & (found.index != f"{year}-03-{day}")]:
        pytest.fail(
            f"{other:%A, %d %B %Y} should have the empty word, not `{found[other]}`: the Saturday"
            f" on or before 17 March is the {day}th."
        )


def test_the_model_sees_it():
    assert "parade" in features.CATEGORICAL, "The model never sees it: `CATEGORICAL` lacks it."


def test_answers(answers, monkeypatch):
    rides, day = data.load(), "2015-03-14"
    past = rides[:"2015-03-01"]

    def too_low():
        return rides[day] - models.build("ridge").fit(past).predict(past)[day]

    right = {"with_the_feature": too_low()}
    others = [name for name in features.CATEGORICAL if name != "parade"]
    monkeypatch.setattr(features, "CATEGORICAL", others)
    right["without_the_feature"] = too_low()
    for key, value in right.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given != pytest.approx(-value, abs=0.06), (
            f"`{key}` is how much it is too high. Take the truth minus the forecast."
        )
        assert given == pytest.approx(value, abs=0.06), (
            f'`{key}` is not {given}. Learn from `rides[:"2015-03-01"]`, and look at 14 March.'
        )
