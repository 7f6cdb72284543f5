"""A line for each group that finds the same share of its survivors."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from written import written

from titanic import data, features, models


def lines(chances, target, groups, found):
    module = written(data, "analysis/chances.py", "lines")
    index = [f"passenger {place}" for place in range(len(chances))]
    columns = [pd.Series(list(values), index=index) for values in (chances, target, groups)]
    drawn = module.lines(*columns, found)
    assert isinstance(drawn, dict), f"`lines` should return a dictionary, not `{drawn!r}`."
    return drawn


def test_five_people():
    chances, ones = [0.9, 0.7, 0.5, 0.3, 0.1], [1] * 5
    for found, right in ((0.2, 0.9), (0.4, 0.7), (0.5, 0.5), (0.8, 0.3), (1.0, 0.1)):
        drawn = lines(chances, ones, ["a"] * 5, found)
        assert drawn == {"a": right}, (
            f"Five survivors with {chances}: to find {found:.0%} the line is {right}, not"
            f" {drawn.get('a')}."
        )


@pytest.mark.parametrize(("found", "people", "needed"), [(0.56, 25, 14), (0.55, 20, 11)])
def test_a_hair_above(found, people, needed):
    drawn = lines([1 - place / 100 for place in range(people)], [1] * people, ["a"] * people, found)
    right = 1 - (needed - 1) / 100
    assert drawn == {"a": right}, (
        f"{found:.0%} of {people} survivors are {needed}, so the line is {right:.2f}, not"
        f" {drawn.get('a')}. For a computer {found} * {people} is {found * people}."
    )


@pytest.mark.parametrize("found", [0.33, 0.75, 0.9])
def test_each_group_has_its_own(found):
    draw = np.random.default_rng(7)
    target = draw.integers(0, 2, 400)
    groups = draw.choice(["first", "second", "third"], 400)
    chances = draw.random(400) ** (1 + (groups == "third"))
    drawn = lines(chances, target, groups, found)
    assert set(drawn) == set(groups), f"Three groups should have a line, not {sorted(drawn)}."
    for name, line in drawn.items():
        lived = chances[(groups == name) & (target == 1)]
        share = (lived >= line).mean()
        assert share >= found, (
            f"The line {line:.3f} finds {share:.1%} of a group's survivors, where {found:.0%} were"
            " asked."
        )
        higher = lived[lived > line]
        assert not len(higher) or (lived >= higher.min()).mean() < found, (
            f"The line {line:.3f} is lower than it need be: {higher.min():.3f} finds {found:.0%}"
            " of the survivors as well."
        )
        assert line in lived, (
            f"The line {line:.3f} is not the highest: lift it to the next survivor's probability."
        )


def test_who_has_no_survivors_has_no_line():
    drawn = lines([0.9, 0.8, 0.4], [1, 0, 0], ["a", "a", "b"], 0.5)
    assert "b" not in drawn, f"A group without survivors has no line; yours gets {drawn.get('b')}."
    assert drawn == {"a": 0.9}, f"The line of the other group is 0.9, not {drawn.get('a')}."


def test_who_has_no_group_counts_nowhere():
    drawn = lines([0.9, 0.8, 0.1], [1, 1, 1], ["a", "a", None], 1.0)
    assert drawn == {"a": 0.8}, f"Somebody without a group changes the lines: {drawn}."


def test_the_men(answers):
    learn = data.split(data.load(), seed=42).train
    chances = cross_val_predict(
        models.build("logistic_regression"),
        features.make(learn),
        learn[data.TARGET],
        cv=StratifiedKFold(5, shuffle=True, random_state=42),
        method="predict_proba",
    )[:, 1]
    given = answers["men"]
    right = lines(chances, learn[data.TARGET], learn["sex"], 0.8)["male"]
    assert type(given) in (int, float), "`men` must be a number, without quotes."
    assert given == pytest.approx(right, abs=0.0101), (
        f"`men` is not {given}. Are all probabilities by models that had not seen the passenger?"
    )
