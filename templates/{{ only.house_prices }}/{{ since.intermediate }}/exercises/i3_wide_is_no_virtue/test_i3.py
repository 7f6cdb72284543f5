"""A score for ranges: narrow, and right."""

import pandas as pd
import pytest
from written import written

from house_prices import data, errors, models, train
from house_prices.analysis import interval


def scored(low, high, price, share=0.9):
    series = [
        pd.Series(values, range(5, 5 + len(low)), dtype=float) for values in (low, high, price)
    ]
    return written(errors, "analysis/winkler.py", "score").score(*series, share)


def test_inside_the_width_alone_counts():
    found = scored([100, 200], [110, 240], [105, 200])
    assert found == pytest.approx(25), (
        f"Two ranges 10 and 40 wide that hold their prices score 25, the mean width, not {found:g}."
    )
    assert isinstance(found, float), f"`score` should return a float, not {type(found).__name__}."


def test_outside_the_distance_is_added():
    below, above = scored([100], [110], [97]), scored([100], [110], [113])
    assert below != pytest.approx(10), "A price below its range costs nothing: add the distance."
    assert above != pytest.approx(10), "A price above its range costs nothing: add the distance."
    assert below == above, f"3 dollars below cost {below:g}, 3 dollars above {above:g}."
    assert below == pytest.approx(70), (
        f"A range 10 wide that is missed by 3 scores 10 + 20 * 3 = 70 at a share of 0.9, not"
        f" {below:g}."
    )


def test_a_larger_promise_makes_misses_dearer():
    found = scored([100], [110], [97], share=0.5)
    assert found == pytest.approx(22), (
        f"At a share of 0.5 the factor is 2 / 0.5 = 4, so that score is 10 + 4 * 3, not {found:g}."
    )


def test_the_scores_of_two_models(answers):
    score = written(errors, "analysis/winkler.py", "score").score
    learn, cv = data.split(data.load(), seed=42).train, train.folds(42)
    for name in ("ridge", "price_per_foot"):
        given = answers[name]
        assert type(given) in (int, float), f"`{name}` must be a number, without quotes."
        unseen = interval.unseen(models.build(name), learn, cv)
        one, found = (
            interval.ranges(unseen, learn["price"], 0.9, cv, bands) for bands in (1, interval.BANDS)
        )
        plain, wanted = (
            score(each["low"], each["high"], learn["price"], 0.9) for each in (one, found)
        )
        assert given != pytest.approx(plain, rel=0.0005), (
            f"`{name}`: {given:,.0f} is the score with one width for all. Use `interval.BANDS`."
        )
        assert given == pytest.approx(wanted, rel=0.005), (
            f"`{name}` is not {given:,.0f}. Is the model fresh, and are the folds those of seed 42?"
        )
