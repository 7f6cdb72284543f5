"""Accept, refuse, or let a person look: whatever is cheapest."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from written import written

from deployed_api import data, features, models
from deployed_api.analysis.scoring import Costs

PRICES = [Costs(1, 5), Costs(2, 3), Costs(10, 1)]


def function(name):
    return getattr(written(data, "analysis/doubt.py", name), name)


def zones(price, review):
    low, high = function("zones")(price, review)
    return float(low), float(high)


def cost(actual, chance, price, review):
    index = [f"loan {place}" for place in range(len(chance))]
    columns = pd.Series(list(actual), index=index), pd.Series(list(chance), index=index)
    return float(function("cost")(*columns, price, review))


def told(price, review):
    return f"With costs of {price.good_refused} and {price.bad_accepted} and a review of {review}"


@pytest.mark.parametrize("price", PRICES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.2])
def test_the_cheapest_of_three(price, share):
    dearest = price.good_refused * price.bad_accepted / (price.good_refused + price.bad_accepted)
    review = round(share * dearest, 3)  # from 1 on, a person is worth it nowhere
    low, high = zones(price, review)
    for p in np.linspace(0.005, 0.995, 199):
        ways = {
            "accept": p * price.bad_accepted,
            "refuse": (1 - p) * price.good_refused,
            "let a person look": review,
        }
        done = "accept" if p < low else "refuse" if p >= high else "let a person look"
        best = min(ways, key=lambda way: ways[way])
        assert ways[done] <= ways[best] + 1e-9, (
            f"{told(price, review)}, the cheapest at {p:.3f} is to {best}; your zones say {done}."
        )


@pytest.mark.parametrize("price", PRICES)
def test_too_dear(price):
    found = zones(price, 10)
    line = round(price.threshold, 4)
    assert found == pytest.approx((price.threshold,) * 2), (
        f"{told(price, 10)}, a person is worth it nowhere: both are {line}, not {found}."
    )


@pytest.mark.parametrize("price", PRICES)
def test_for_nothing(price):
    found = zones(price, 0)
    assert found == (0, 1), f"A person who costs nothing looks at everything, 0 to 1, not {found}."


def test_a_review_below_nothing():
    try:
        found = zones(PRICES[0], -0.1)
    except ValueError:
        return
    pytest.fail(f"A review of -0.1 should be a ValueError, not {found}.")


@pytest.mark.parametrize(
    ("actual", "chance", "right", "what"),
    [
        (1, 0.01, 5, "A bad loan that is accepted"),
        (0, 0.01, 0, "A good loan that is accepted"),
        (0, 0.99, 1, "A good loan that is refused"),
        (1, 0.99, 0, "A bad loan that is refused"),
        (1, 0.4, 0.3, "A bad loan that a person looks at"),
        (0, 0.4, 0.3, "A good loan that a person looks at"),
        (1, 0.1, 0.25, "A bad loan at the lower border, where a person looks,"),
        (0, 0.5, 1, "A good loan at the upper border, which is refused,"),
    ],
)
def test_what_each_costs(actual, chance, right, what):
    # borders that a computer can write down exactly
    price, review = {0.1: (Costs(1, 2.5), 0.25), 0.5: (Costs(1, 5), 0.5)}.get(
        chance, (PRICES[0], 0.3)
    )
    found = cost([actual], [chance], price, review)
    assert found == pytest.approx(right), f"{what} costs {right}, not {found:g}."


def test_the_mean():
    found = cost([1, 0, 0, 1], [0.01, 0.01, 0.99, 0.4], PRICES[0], 0.3)
    assert found == pytest.approx(6.3 / 4), (
        f"Four loans that cost 5, 0, 1 and 0.3 cost 1.575 on average, not {found:.3f}."
    )


def test_the_answers(answers):
    learn = data.split(data.load(), seed=42).train
    chance = cross_val_predict(
        models.build("logistic_regression"),
        features.make(learn),
        learn[data.TARGET],
        cv=StratifiedKFold(5, shuffle=True, random_state=42),
        method="predict_proba",
    )[:, 1]
    low, high = zones(PRICES[0], 0.5)
    looked = float(((chance >= low) & (chance < high)).mean())
    right = {"looked": looked, "cost": cost(learn[data.TARGET], chance, PRICES[0], 0.5)}
    for key, value in right.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(value, abs=0.0101), (
            f"`{key}` is not {given}. It should be what your functions say, in the training set."
        )
