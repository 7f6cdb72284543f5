"""What one width for all days holds, and for which days."""

import pytest

from time_series import data, evaluate, models
from time_series.analysis import compare, interval


def test_i2(answers):
    rides = data.load()
    errors = []
    for exam in (False, True):
        cuts = compare.cuts(rides, exam)
        found = evaluate.backtest(models.build("weekday_median"), rides, cuts)
        errors.append((found["forecast"] - found["truth"]).abs())
    before, last = errors
    span = interval.conformal(before, 0.8)
    inside = last <= span
    odd = inside[interval.kind(inside.index) == "odd day"].mean()
    seen = interval.conformal(last, 0.8)
    for key, right, near in (("span", span, 0.002), ("all_days", inside.mean(), 0.006)):
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert key != "span" or given != pytest.approx(seen, abs=0.002), (
            "`span` comes from the errors of the last year: an interval may not know them yet."
        )
        assert given == pytest.approx(right, abs=near), f"`{key}` is not {given}."
    given = answers["odd_days"]
    assert type(given) in (int, float), "`odd_days` must be a number, without quotes."
    assert given == pytest.approx(odd, abs=0.006), (
        f"`odd_days` is not {given}. Take the share of the odd days that lie within, not that of"
        " all days that are odd."
    )
    assert answers["thanksgiving"] in ("yes", "no"), '`thanksgiving` takes "yes" or "no".'
    assert answers["thanksgiving"] == "no", (
        f"It holds {inside.mean():.0%} of all days and {odd:.0%} of the odd ones. Is that 80 %?"
    )
