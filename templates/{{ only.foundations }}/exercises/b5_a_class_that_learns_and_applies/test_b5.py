"""A scaler learns from one column and is asked about another."""

import statistics

import pytest

from foundations.mine import basics

LEARN, ASK = [22.0, 38.0, 26.0, 35.0, 54.0], [30.0, 2.0, 80.0]


@pytest.fixture
def scaler():
    made = basics.Scaler()
    assert made.fit(list(LEARN)) is made, "`fit` must return `self`, so that calls can be chained."
    return made


def test_what_it_learns(scaler):
    expected = (statistics.fmean(LEARN), statistics.pstdev(LEARN))
    assert hasattr(scaler, "mean_"), "After `fit` there is no `self.mean_`."
    assert hasattr(scaler, "spread_"), "After `fit` there is no `self.spread_`."
    assert (scaler.mean_, scaler.spread_) == pytest.approx(expected), (
        f"It should learn {expected[0]:.2f} and {expected[1]:.2f}, not {scaler.mean_:.2f} and"
        f" {scaler.spread_:.2f}."
    )


def test_what_it_returns(scaler):
    asked = list(ASK)
    found = scaler.transform(asked)
    fresh = [(value - statistics.fmean(ASK)) / statistics.pstdev(ASK) for value in ASK]
    assert list(found) != pytest.approx(fresh), (
        "`transform` learned again, from the column it was asked about. Only `fit` may learn."
    )
    mean, spread = statistics.fmean(LEARN), statistics.pstdev(LEARN)
    expected = [(value - mean) / spread for value in ASK]
    assert list(found) == pytest.approx(expected), (
        f"{ASK[0]} should become {expected[0]:.3f}, not {found[0]:.3f}."
    )
    assert asked == ASK, "`transform` changed the list that it was given; return a new one."
    assert list(scaler.transform(ASK)) == pytest.approx(expected), "Asked twice it differs."


def test_its_own_column():
    column = [3.0, 9.0, 4.0, 8.0, 1.0]
    found = list(basics.Scaler().fit(column).transform(column))
    assert statistics.fmean(found) == pytest.approx(0, abs=1e-12), "The mean should become 0."
    assert statistics.pstdev(found) == pytest.approx(1), "The spread should become 1."


def test_all_the_same():
    made = basics.Scaler().fit([7.0, 7.0, 7.0])
    try:
        found = list(made.transform([7.0, 9.5]))
    except ZeroDivisionError:
        pytest.fail("A column of equal values has the spread 0: do not divide by it.")
    assert found == pytest.approx([0.0, 2.5]), (
        f"With the spread 0 only the mean is taken away: 9.5 - 7 is 2.5, not {found[1]:.3f}."
    )
