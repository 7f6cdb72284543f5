"""One score for width and coverage."""

import numpy as np
import pandas as pd
import pytest

from time_series.analysis import interval


def score(truth, low, high, share=0.8):
    assert hasattr(interval, "winkler"), "There is no `winkler` in `analysis/interval.py` yet."
    days = pd.date_range("2016-01-01", periods=len(truth))
    given = (pd.Series(each, days, dtype=float) for each in (truth, low, high))
    found = interval.winkler(*given, share)
    assert found is not None, "`winkler` returns nothing. Is a `return` missing?"
    assert np.ndim(found) == 0, "`winkler` should return one number, not one for each day."
    return float(found)


def test_inside_only_the_width_counts():
    found = score([10, 10], [8, 9], [12, 13])
    assert found == pytest.approx(4), f"Two truths inside, widths 4 and 4: 4, not {found:g}."


@pytest.mark.parametrize("truth", [7.5, 12.5])
def test_outside_costs_by_how_far(truth):
    found = score([truth], [8], [12])
    assert found != pytest.approx(4), "A truth outside has to cost more than the width."
    assert found != pytest.approx(14), "Count how far outside, not only that it is outside."
    assert found == pytest.approx(9), (
        f"Width 4, and 0.5 outside times 10: the score of a truth of {truth} is 9, not {found:g}."
    )


def test_a_stricter_promise_costs_more():
    found = score([13], [8], [12], share=0.9)
    assert found == pytest.approx(24), (
        f"With `share` at 0.9 the factor is 20, so 4 + 20 = 24, not {found:g}."
    )


def test_the_mean_over_days():
    found = score([10, 7, 10, 14], [8, 8, 8, 8], [12, 12, 12, 12])
    assert found == pytest.approx(11.5), f"(4 + 14 + 4 + 24) / 4 is 11.5, not {found:g}."
