"""Waits that a load test leaves out when it lets the service set the pace."""

import numpy as np
import pytest
from written import written

from titanic import errors


def corrected(times, interval):
    module = written(errors, "operations/waiting.py", "corrected")
    return sorted(float(time) for time in module.corrected(times, interval))


@pytest.mark.parametrize(
    ("times", "interval", "right"),
    [
        ([40], 10, [10, 20, 30, 40]),
        ([45], 10, [15, 25, 35, 45]),
        ([100], 30, [40, 70, 100]),
        ([25, 5, 60], 20, [5, 20, 25, 40, 60]),
    ],
)
def test_what_was_never_sent(times, interval, right):
    found = corrected(times, interval)
    assert found == right, (
        f"Answers after {times} ms at one request every {interval} ms should become {right}, not"
        f" {found}."
    )


@pytest.mark.parametrize("times", [[5, 9, 1], [10, 19], []])
def test_nobody_else_was_due(times):
    found = corrected(times, 10)
    assert found == sorted(times), (
        f"After {times} ms, at one request every 10 ms, no wait of 10 ms or more is missing: not"
        f" {found}."
    )


def test_any_times():
    draw = np.random.default_rng(2)
    times = [int(time) for time in draw.integers(1, 500, 60)]
    right = sorted(wait for time in times for wait in (time, *range(time - 20, 19, -20)))
    assert corrected(times, 20) == right, (
        "For 60 times between 1 and 500 ms, the list is not right."
    )


def test_the_list_that_was_given_stays():
    times = [50, 5]
    corrected(times, 10)
    assert times == [50, 5], "`corrected` changes the list that it was given."


@pytest.mark.parametrize("interval", [0, -5])
def test_no_interval(interval):
    try:
        corrected([], interval)  # with a time in it, a loop might never end
    except ValueError:
        return
    pytest.fail(f"An interval of {interval} ms should be a ValueError.")


def test_the_answers(answers):
    times = [5] * 999 + [2000]
    lists = {"measured": times, "corrected": [*times, *range(1990, 9, -10)]}
    for key, values in lists.items():
        right = np.percentile(values, 99, method="inverted_cdf")
        assert type(answers[key]) in (int, float), f"`{key}` must be a number, without quotes."
        assert answers[key] == right, (
            f"`{key}` is not {answers[key]} ms. Take the 99th percentile of"
            f" {'the' if key == 'measured' else 'all'} {len(values):,} times, with"
            ' `method="inverted_cdf"`.'
        )
