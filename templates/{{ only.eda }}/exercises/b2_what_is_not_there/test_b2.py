"""Are the fixes without a width like the others?"""

import pytest

from eda import data


def test_b2(answers):
    fixes = data.study(data.load(), since=2004).fixes
    unknown = fixes[data.SIZE].isna()
    winds = {True: fixes["wind"][unknown].mean(), False: fixes["wind"][~unknown].mean()}
    whole = data.clean(data.load())
    early = whole["wind"][whole[data.SIZE].isna()].mean()
    for name, missing in (("wind_where_known", False), ("wind_where_unknown", True)):
        given = answers[name]
        assert type(given) in (int, float), f"`{name}` must be a number, without quotes."
        assert given != pytest.approx(winds[not missing], abs=0.11), (
            f"`{name}` is that of the other group: `isna()` is True where a width is not known."
        )
        assert not missing or given != pytest.approx(early, abs=0.11), (
            f"`{name}` is that of all seasons. Before 2004 every width is unknown: leave these out."
        )
        assert given == pytest.approx(winds[missing], abs=0.11), (
            f"`{name}` is not {given}. Take the mean of `wind` over the fixes since 2004."
        )
    assert answers["mean_width"] in ("too low", "too high", "right"), (
        '`mean_width` takes one of three answers, in quotes: "too low", "too high" or "right".'
    )
    assert answers["mean_width"] == "too low", (
        "The missing ones are strong, and strong storms are wide. What does the mean of the others"
        f" do, if not come out {answers['mean_width']}?"
    )
