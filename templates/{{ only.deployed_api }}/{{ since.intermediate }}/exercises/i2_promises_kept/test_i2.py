"""How far promises and outcomes are apart, in one number."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from written import written

from deployed_api import data, features, models


def error(actual, chance, *bins):
    module = written(data, "analysis/promises.py", "error")
    index = [f"loan {place}" for place in range(len(chance))]
    columns = pd.Series(list(actual), index=index), pd.Series(list(chance), index=index)
    return float(module.error(*columns, *bins))


def test_the_distance_is_that_of_a_group():
    found = error([0, 1], [0.52, 0.58])
    assert found == pytest.approx(0.05), (
        "Two loans in one group: compare their mean promise, 0.55, with the share that went bad,"
        f" 0.5. The error is 0.05, not {found:.2f}."
    )


def test_too_high_and_too_low_do_not_cancel_out():
    found = error([1, 0], [0.25, 0.75])
    assert found == pytest.approx(0.75), (
        "One promise far too low and one far too high: the error is 0.75, not"
        f" {found:.2f}. Take distances."
    )


@pytest.mark.parametrize(
    ("actual", "chance", "right"),
    [
        ([0, 0, 0, 1], [0.25] * 4, 0.0),
        ([0, 0, 1, 1], [0.25] * 4, 0.25),
        ([1, 1, 1, 1], [0.75] * 4, 0.25),
        ([0, 0, 1, 1], [0.33, 0.33, 0.85, 0.85], 0.24),
        ([1, 0, 0, 0, 0], [0.75, 0.02, 0.02, 0.02, 0.02], 0.066),
    ],
)
def test_by_hand(actual, chance, right):
    found = error(actual, chance)
    assert found == pytest.approx(right), (
        f"Promises {chance}, outcomes {actual}: the error is {right}, not {found:.4f}."
    )


@pytest.mark.parametrize(("promise", "outcome"), [(1.0, 1), (1.0, 0), (0.0, 0), (0.0, 1)])
def test_the_ends(promise, outcome):
    found = error([outcome, 1], [promise, 0.95])
    right = abs(outcome + 1 - promise - 0.95) / 2
    if promise == 0:
        right = (abs(outcome) + 0.05) / 2
    assert found == pytest.approx(right), (
        f"A promise of {promise:g} beside one of 0.95: the error is {right:.3f}, not {found:.3f}."
    )


def test_a_group_begins_with_its_lower_end():
    found = error([1, 0], [0.5, 0.75], 2)
    assert found == pytest.approx(0.125), (
        "With two groups, 0.5 belongs to the upper one: the error of promises 0.5 (went bad) and"
        f" 0.75 (did not) is 0.125, not {found:.3f}."
    )


@pytest.mark.parametrize("bins", [1, 2, 5, 20])
def test_any_promises(bins):
    draw = np.random.default_rng(bins)
    chance = draw.random(300)
    actual = (draw.random(300) < chance**2).astype(int)
    group = np.minimum((chance * bins).astype(int), bins - 1)
    right = sum(
        abs(chance[group == place].sum() - actual[group == place].sum()) for place in range(bins)
    )
    found = error(actual, chance, bins)
    assert found == pytest.approx(right / 300), (
        f"300 loans in {bins} groups: the error is {right / 300:.4f}, not {found:.4f}."
    )


def test_no_loans():
    module = written(data, "analysis/promises.py", "error")
    nothing = pd.Series([], dtype=float)
    try:
        found = module.error(nothing, nothing)
    except ValueError:
        return
    except ZeroDivisionError:
        found = "division by zero"
    pytest.fail(f"Without any loan there should be a ValueError, not {found}.")


def test_the_answers(answers):
    learn = data.split(data.load(), seed=42).train
    target = learn[data.TARGET].to_numpy()
    chances = {
        name: cross_val_predict(
            models.build(name),
            features.make(learn),
            target,
            cv=StratifiedKFold(5, shuffle=True, random_state=42),
            method="predict_proba",
        )[:, 1]
        for name in ("majority", "logistic_regression")
    }
    right = {name: error(target, chance) for name, chance in chances.items()}
    draw, chance = np.random.default_rng(42), chances["logistic_regression"]
    lucky = [error((draw.random(len(chance)) < chance).astype(int), chance) for _ in range(20)]
    for key, value in (right | {"luck": float(np.mean(lucky))}).items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(value, abs=0.0011), (
            f"The calibration error is not {given}: `{key}` is not right. Three decimals, please."
        )
