"""What shuffling several columns in step costs."""

import numpy as np
import pandas as pd
import pytest
from written import written

from titanic import data, features, models

SIZE = 200


def loss(model, table, target, columns, seed=42):
    module = written(data, "analysis/together.py", "loss")
    return float(module.loss(model, table, target, columns, seed))


class Model:
    """Answers by a rule, and notes how often it was asked about shuffled rows."""

    def __init__(self, rule):
        self.rule, self.asked = rule, []

    def predict(self, table):
        self.asked.append(table.copy())
        return np.asarray(self.rule(table)).astype(int)


def table():
    """Return two columns that always agree, and one of words; the index is no plain 0, 1, 2."""
    places = np.arange(SIZE)
    same = places % 2
    made = pd.DataFrame({"a": same.astype(float), "b": same.astype(float)})
    made["word"] = np.where(places % 4 < 2, "yes", "no")
    return made.set_index(np.random.default_rng(3).permutation(places) + 900)


def test_a_column_that_is_not_looked_at_costs_nothing():
    rows = table()
    found = loss(Model(lambda t: t["a"] == 1), rows, rows["a"].astype(int), ["word"])
    assert found == 0, (
        f"Shuffling a column that the model never reads should cost 0, not {found:.3f}."
    )


@pytest.mark.parametrize("column", ["a", "word"])
def test_a_column_that_is_all_it_knows_costs_half(column):
    rows = table()
    value = "yes" if column == "word" else 1.0
    rule = Model(lambda t: t[column] == value)
    found = loss(rule, rows, (rows[column] == value).astype(int), [column])
    assert found != 0, (
        "Shuffling the only column that a model reads costs 0. Do the shuffled values reach the"
        " table? pandas puts shuffled rows back by their index."
    )
    assert found > 0, f"A model that got worse should have a loss above 0, not {found:.3f}."
    assert found == pytest.approx(0.5, abs=0.08), (
        f"Without the only column it reads, a model should lose about half, not {found:.3f}."
    )


def test_what_the_model_got_wrong_before_is_no_loss():
    rows = table()
    target = (rows["a"] == 1).astype(int).to_numpy().copy()
    target[:60] = 1 - target[:60]
    found = loss(Model(lambda t: t["a"] == 1), rows, pd.Series(target, rows.index), ["a"])
    assert found == pytest.approx(0.2, abs=0.08), (
        f"From 70 % to about 50 % right is a loss of 0.2, not {found:.3f}: start from what it was"
        " right about."
    )


def test_columns_stay_in_step():
    rows = table()
    found = loss(Model(lambda t: t["a"] == t["b"]), rows, pd.Series(1, rows.index), ["a", "b"])
    assert found == 0, (
        "The columns do not get the same new order: values that always agreed stopped agreeing."
    )


def test_ten_shuffles_that_differ_and_repeat():
    rows, target = table(), table()["a"].astype(int)
    before = rows.copy()
    model = Model(lambda t: t["a"] == 1)
    found = loss(model, rows, target, ["a"], seed=1)
    assert rows.equals(before), "`loss` changes the table that it was given."
    orders = {tuple(asked["a"]) for asked in model.asked} - {tuple(rows["a"])}
    assert len(orders) == 10, f"There should be ten different shuffles, not {len(orders)}."
    assert list(model.asked[-1]) == list(rows), "The model should see its columns in their order."
    again = loss(model, rows, target, ["a"], seed=1)
    assert found == again, "The same seed should shuffle the same way."
    assert found != loss(model, rows, target, ["a"], seed=2), (
        "Another seed should shuffle otherwise."
    )


def test_the_columns_about_sex(answers):
    halves = data.split(data.split(data.load(), seed=42).train, seed=1)
    learn, ask = features.make(halves.train), features.make(halves.test)
    model = models.build("logistic_regression").fit(learn, halves.train[data.TARGET])
    for key, columns in (("alone", ["sex"]), ("together", ["sex", "title", "class_and_sex"])):
        given, right = answers[key], loss(model, ask, halves.test[data.TARGET], columns)
        assert type(given) in (int, float), f"`{key}` must be a number, without quotes."
        assert given == pytest.approx(right, abs=0.0101), (
            f"`{key}` is not {given}. Train on `halves.train`, shuffle the rows of `halves.test`,"
            " seed 42."
        )
