"""How long a season lasts, and what a family of claims does to its members."""

from types import SimpleNamespace

import pandas as pd
import pytest

from eda import data
from eda.analysis import claims, evidence, yearly

STORMS = [  # first fix, last fix, highest wind
    ("2001-06-20", "2001-06-25", 30),  # no gale
    ("2001-07-01", "2001-08-30", 60),
    ("2001-08-01", "2001-08-05", 90),
    ("2001-11-01", "2001-11-10", 25),
    ("2002-08-01", "2002-08-03", 50),
    ("2002-12-30", "2003-01-02", 40),
    ("2003-09-01 06:00", "2003-09-02 18:00", 40),
]
RIGHT = {2001: 60.0, 2002: 154.0, 2003: 1.5}


@pytest.fixture
def claim():
    found = {claim.name: claim for claim in yearly.CLAIMS}
    assert "season_length" in found, "There is no claim `season_length` in `CLAIMS` yet."
    assert yearly.CLAIMS[-1].name == "season_length", "`season_length` should be the last."
    return found["season_length"]


@pytest.fixture
def found(claim):
    storms = pd.DataFrame(STORMS, columns=["first", "last", "wind"])
    for end in ("first", "last"):
        storms[end] = pd.to_datetime(storms[end], format="ISO8601")
    storms["season"], storms["name"] = storms["first"].dt.year, "X"
    days = storms["last"] - storms["first"]
    storms["days"] = days / pd.Timedelta(days=1)
    fixes = pd.DataFrame(
        {"storm": [0], "season": [2001], "time": [storms["first"][0]], "wind": [30], "hour": [0]}
    )
    return claim.figure(data.Study(fixes, fixes, storms, range(2001, 2004)))


def test_a_season_in_days(found):
    assert list(found.index) == list(RIGHT), "There should be one value for each season."
    given = found.loc[2001]
    assert not isinstance(given, pd.Timedelta), "The length should be a number of days."
    assert given == pytest.approx(60), (
        f"From 1 July to 30 August a season lasts for 60 days, not {given:.1f}. Do storms weaker"
        " than a gale count, or does it end with the storm that began last?"
    )
    assert found.loc[2003] == pytest.approx(1.5), (
        f"A single storm of 36 hours makes a season of 1.5 days, not {found.loc[2003]:.2f}."
    )


def test_a_season_that_ends_in_january(found):
    assert found.loc[2002] == pytest.approx(154), (
        f"From 1 August 2002 to 2 January 2003 it is 154 days, not {found.loc[2002]:.0f}."
    )


def test_the_family(claim, answers, monkeypatch):
    unknown = SimpleNamespace(confidence_interval=(0.0, 0.0))
    monkeypatch.setattr(evidence.stats, "bootstrap", lambda *_, **__: unknown)
    study = data.study(data.load())
    families = {
        "among_thirteen": yearly.CLAIMS, "among_two": claims.chosen(["latitude", "season_length"])
    }  # fmt: skip
    for key, family in families.items():
        right = claims.ask(study, family).table.set_index("claim")["holm"]["latitude"]
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(right, abs=0.00051), (
            f"`{key}` is not {given}. Read it in the column `holm`, in the row about the latitude."
        )
