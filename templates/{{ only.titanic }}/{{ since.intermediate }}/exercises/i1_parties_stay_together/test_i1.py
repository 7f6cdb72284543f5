"""Folds that keep everybody on one ticket together, and what they do to a score."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_score
from written import written

from titanic import data, features, models


def dealt(passengers, seed=42):
    """Return the learner's folds as arrays."""
    module = written(data, "analysis/parties.py", "folds")
    return [
        (np.asarray(learn), np.asarray(judge)) for learn, judge in module.folds(passengers, seed)
    ]


def ship(size=300):
    """Return parties of three, two of three parties lost; the row numbers are upside down."""
    places = np.arange(size)
    tickets = pd.Series([f"ticket {place // 3}" for place in places], dtype=object)
    table = pd.DataFrame({"ticket": tickets, "survived": (places // 3 % 3 == 0).astype(int)})
    return table.assign(sex="female", age=30.0).set_index(places[::-1] + 5000)


def test_everybody_is_judged_once():
    table = ship()
    folds = dealt(table)
    assert len(folds) == 5, f"There should be five folds, not {len(folds)}."
    judged = np.sort(np.concatenate([judge for _, judge in folds]))
    assert judged.tolist() == list(range(len(table))), (
        "Over all folds, each passenger should be judged exactly once, by their position (0, 1, 2,"
        " ...)."
    )
    for learn, judge in folds:
        assert sorted([*learn, *judge]) == list(range(len(table))), (
            "In each fold, whoever is not judged should be learned from."
        )


def test_no_ticket_is_on_both_sides():
    for table in (ship(), data.load()):
        for learn, judge in dealt(table):
            torn = set(table["ticket"].iloc[learn].dropna()) & set(
                table["ticket"].iloc[judge].dropna()
            )
            assert not torn, (
                f"{len(torn)} tickets are on both sides of a fold, such as `{min(torn)}`."
            )


def test_a_missing_ticket_is_no_party():
    table = ship()
    table.loc[table.index[:30], "ticket"] = None
    alone = set(range(30))
    most = max(len(alone & set(judge.tolist())) for _, judge in dealt(table))
    assert most < 20, (
        f"Of 30 passengers without a ticket, {most} are in one fold, as if they were one party."
    )


def test_the_folds_are_alike():
    table = ship()
    rates = [table["survived"].iloc[judge].mean() for _, judge in dealt(table)]
    spread = max(rates) - min(rates)
    assert spread < 0.06, (
        f"The share of survivors differs by {spread:.2f} between folds. There is a splitter that"
        " keeps it even."
    )


def test_the_seed_deals():
    table = ship()

    def judged(seed):
        return [sorted(judge.tolist()) for _, judge in dealt(table, seed)]

    assert judged(1) == judged(1), "The same seed should deal the same way."
    assert judged(1) != judged(2), "Another seed should deal another way."


def test_what_it_does_to_the_score(answers):
    learn = data.split(data.load(), seed=42).train
    made, target = features.make(learn), learn[data.TARGET]
    usual = StratifiedKFold(5, shuffle=True, random_state=42)
    ways = {"torn": usual, "together": dealt(learn, 42)}
    for key, cv in ways.items():
        given = answers[key]
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        scores = cross_val_score(models.build("companions"), made, target, cv=cv, scoring="roc_auc")
        assert given == pytest.approx(scores.mean(), abs=0.0061), (
            f"`{key}` is not {given}. Take the mean ROC AUC of `companions` on the training set."
        )
