"""Bayes' rule, compared with counting in a crowd."""

import pytest

from foundations.mine import chance


def test_your_prediction(predicted):
    assert predicted


@pytest.mark.parametrize(
    ("prior", "found", "false_alarm"),
    [
        (0.01, 0.9, 0.09),
        (0.5, 0.9, 0.1),
        (0.2, 1, 0),
        (0.3, 0.4, 0.8),
        (1, 0.7, 0.5),
        (0, 0.9, 0.1),
        (0.5, 0.4, 0.4),
    ],
)
def test_crowds(prior, found, false_alarm):
    crowd = 100_000
    true = crowd * prior * found
    false = crowd * (1 - prior) * false_alarm
    expected, own = true / (true + false), chance.posterior(prior, found, false_alarm)
    assert own != pytest.approx(found) or found == pytest.approx(expected), (
        "That is how often the test finds it; asked is how often a positive test is right."
    )
    assert own == pytest.approx(expected), (
        f"Of {crowd:,} people {true:.0f} get a true and {false:.0f} a false alarm: a share of"
        f" {expected:.3f}, not {own:.3f}."
    )


def test_no_alarm_at_all():
    try:
        own = chance.posterior(0.0, 0.9, 0.0)
    except ZeroDivisionError:
        pytest.fail("If no test is ever positive, return 0.0 instead of dividing by 0.")
    assert own == 0, f"If no test is ever positive it should be 0.0, not {own}."
