"""Chance is told from trend as often as it should be, one at a time and many at once."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from eda.analysis import evidence

YEARS = range(1975, 2023)


def noise(seed: int, rise: float = 0) -> pd.Series:
    values = np.random.default_rng(seed).normal(size=len(YEARS))
    return pd.Series(values + rise * np.arange(len(YEARS)) / 10, index=YEARS)


def test_the_slope_is_that_of_least_squares():
    figure = noise(1, rise=0.3)
    found = evidence.trend(figure, 99, seed=0)
    assert found.slope == pytest.approx(10 * stats.linregress(figure.index, figure).slope)


def test_a_p_is_that_of_the_t_test_for_noise_without_a_memory():
    figure = noise(2, rise=0.2)
    found = evidence.trend(figure, 4_999, seed=0)
    assert found.p == pytest.approx(stats.linregress(figure.index, figure).pvalue, abs=0.02)


def test_no_p_is_zero():
    figure = pd.Series(np.arange(48.0), index=YEARS)
    assert evidence.trend(figure, 999, seed=0).p == pytest.approx(0.002)


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    rises = [evidence.trend(noise(seed, rise=0.3), 499, seed) for seed in range(60)]
    inside = np.mean([each.low <= 0.3 <= each.high for each in rises])
    assert inside == pytest.approx(0.95, abs=0.09)


def test_luck_passes_once_in_twenty():
    p = [evidence.trend(noise(seed), 199, seed).p for seed in range(200)]
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.035)


def test_the_same_seed_shuffles_all_claims_alike():
    figure = noise(3)
    one, two = (evidence.trend(each, 99, seed=5) for each in (figure, 2 * figure + 1))
    np.testing.assert_allclose(two.by_luck, 2 * one.by_luck)


def test_holm_is_worked_by_hand():
    found = evidence.holm(np.array([0.04, 0.01, 0.03, 0.5]))
    assert found == pytest.approx([0.09, 0.04, 0.09, 0.5])  # 0.03 * 3; 0.04 * 2 would be less


def test_no_adjusted_p_is_above_one_or_below_its_own():
    p = np.random.default_rng(0).uniform(size=20)
    for adjusted in (evidence.holm(p), evidence.fdr(p)):
        assert (adjusted >= p).all() and (adjusted <= 1).all()
    assert (evidence.holm(p) >= evidence.fdr(p)).all()


def test_many_claims_about_nothing_raise_alarms_and_holm_ends_them():
    alone, together = evidence.false_alarms(
        [evidence.trend(noise(seed), 1_999, seed=seed) for seed in range(12)]
    )
    assert alone == pytest.approx(1 - 0.95**12, abs=0.06)  # twelve that have nothing in common
    assert together == pytest.approx(0.05, abs=0.02)


def test_one_claim_alone_raises_no_more_alarms_than_its_level():
    alone, together = evidence.false_alarms([evidence.trend(noise(4), 1_999, seed=0)])
    assert alone == together == pytest.approx(0.05, abs=0.01)
