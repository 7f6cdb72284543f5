"""Folds that leave out a whole neighborhood, and what they do to a score."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import LeaveOneGroupOut, cross_val_score
from written import written

from house_prices import data, errors, features, models, question


def dealt(sales):
    """Return the learner's folds as arrays."""
    module = written(errors, "analysis/strangers.py", "folds")
    return [(np.asarray(learn), np.asarray(judge)) for learn, judge in module.folds(sales)]


def town():
    """Return sales in three places of different size; the row numbers are upside down."""
    places = ["NAmes"] * 40 + ["OldTown"] * 25 + ["Timber"] * 3
    table = pd.DataFrame({"neighborhood": places, "price": 100_000.0, "area": 1000.0})
    return table.sample(frac=1, random_state=0).set_index(np.arange(68)[::-1] + 5000)


def test_each_neighborhood_is_left_out_once():
    table = town()
    folds = dealt(table)
    assert len(folds) == 3, (
        f"The table has 3 neighborhoods, so there should be 3 folds, not {len(folds)}."
    )
    for learn, judge in folds:
        assert sorted([*learn, *judge]) == list(range(len(table))), (
            "In each fold, who is not judged should be learned from, by position (0, 1, 2, ...)."
        )
        judged = set(table["neighborhood"].iloc[judge])
        torn = judged & set(table["neighborhood"].iloc[learn])
        assert not torn, f"`{min(torn)}` is on both sides of a fold."
        assert len(judged) == 1, f"One fold leaves out {len(judged)} neighborhoods at once."


def test_what_it_does_to_the_scores(answers):
    learn = data.split(data.load(), seed=42).train
    table, price = features.make(learn), learn["price"]
    cv = list(LeaveOneGroupOut().split(table, groups=learn["neighborhood"]))
    scorer = question.SCORES["rmsle"]
    for name in ("ridge", "nearest_sales"):
        given = answers[name]
        assert type(given) in (int, float), f"`{name}` must be a number, without quotes."
        assert given > 0, (
            f"`{name}` is below zero: scorers put a minus before errors. Take it away."
        )
        scores = -cross_val_score(models.build(name), table, price, cv=cv, scoring=scorer)
        sizes = [len(judge) for _, judge in cv]
        assert given != pytest.approx(np.average(scores, weights=sizes), abs=0.0006), (
            f"`{name}`: {given} weighs large neighborhoods more. Take the plain mean of the folds."
        )
        assert given == pytest.approx(scores.mean(), abs=0.0011), (
            f"`{name}` is not {given}. Take the mean RMSLE over folds that leave out one"
            " neighborhood of the training set each."
        )
