"""Neighbours stay together, and a trend of nothing is found as rarely as it should be."""

import numpy as np
import pandas as pd
import pytest
from written import written

from eda import data

YEARS = range(1975, 2023)


@pytest.fixture
def blocks():
    return written(data, "analysis/blocks.py", "shuffle", "p_value")


def rng(seed=0):
    return np.random.default_rng(seed)


def remembered(seed):
    """Make 48 seasons without a trend, each like the one before."""
    values = [0.0]
    for step in rng(seed).normal(size=67):
        values.append(0.8 * values[-1] + step)
    return pd.Series(values[20:], index=YEARS)


@pytest.mark.parametrize(("seasons", "length"), [(12, 3), (11, 4), (10, 1), (5, 9)])
def test_blocks_stay_whole(blocks, seasons, length):
    figure = pd.Series(np.arange(100.0, 100 + seasons), index=range(1980, 1980 + seasons))
    found = blocks.shuffle(figure.copy(), length, rng(3))
    assert isinstance(found, pd.Series), "`shuffle` should return a Series."
    assert list(found.index) == list(figure.index), "The seasons (the index) should stay in order."
    assert sorted(found) == list(figure), (
        f"{seasons} seasons in blocks of {length}: a value is lost or told twice. Is the last block"
        " shorter?"
    )
    for begin in range(0, seasons, length):
        block = list(figure.iloc[begin : begin + length])
        at = list(found).index(block[0])
        assert list(found.iloc[at : at + len(block)]) == block, (
            f"With a length of {length} the values {block} should stay together, in this order."
        )


def test_blocks_change_places(blocks):
    figure = pd.Series(np.arange(12.0), index=range(12))
    firsts = {blocks.shuffle(figure, 5, rng(seed)).iloc[0] for seed in range(40)}
    assert firsts == {0, 5, 10}, (
        f"12 seasons in blocks of 5 may begin with 0, 5 or 10; yours with"
        f" {sorted(map(int, firsts))}."
    )


def test_p_counts_both_sides_and_itself(blocks):
    rise = pd.Series(np.arange(48.0), index=YEARS)
    p = blocks.p_value(rise, 1, 99, 0)
    assert p == pytest.approx(0.01), (
        f"A perfect rise among 99 shuffles has (0 + 1) / (99 + 1) = 0.01, not {p:.3f}."
    )
    wavy = pd.Series(rng(5).normal(size=48) + np.arange(48) / 60, index=YEARS)
    one, two = blocks.p_value(wavy, 1, 999, 1), blocks.p_value(-wavy, 1, 999, 1)
    assert one == pytest.approx(two, abs=1e-9), (
        f"A rise has p = {one:.3f}, the same fall {two:.3f}: look at both sides."
    )


def test_the_seed_decides(blocks):
    figure = remembered(1)
    assert blocks.p_value(figure, 4, 99, 7) == blocks.p_value(figure, 4, 99, 7), (
        "The same seed should give the same p."
    )


def test_a_memory_is_not_a_trend(blocks):
    alarms = {
        length: np.mean(
            [blocks.p_value(remembered(seed), length, 59, 0) < 0.05 for seed in range(60)]
        )
        for length in (1, 8)
    }
    assert alarms[8] < alarms[1] / 1.5, (
        f"Of 60 records with a memory and no trend, {alarms[1]:.0%} pass when single seasons are"
        f" shuffled and {alarms[8]:.0%} by blocks of 8, which should be far fewer."
    )
