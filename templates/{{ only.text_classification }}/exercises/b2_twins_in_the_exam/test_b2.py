"""Who has a twin in the book is found out, and how much better such texts are answered."""

import numpy as np
import pandas as pd
import pytest
from written import written

from text_classification import data, errors, models, train

PLACES = "`book` and `exam` are places, not names of rows: use `iloc`."


def has_twin(groups, book, exam, index=None):
    own = written(errors, "twins.py", "has_twin").has_twin
    texts = pd.DataFrame({"text": "t", "label": "l", "group": groups}, index=index)
    try:
        found = own(texts, np.array(book), np.array(exam))
    except KeyError:
        pytest.fail(PLACES)
    assert found is not None, "`has_twin` returns nothing. Is a `return` missing?"
    found = list(found)
    assert len(found) == len(exam), (
        f"`has_twin` returns {len(found)} values for an exam of {len(exam)} rows."
    )
    return [bool(value) for value in found]


def test_small_tables():
    groups = ["cat", "dog", "cat", "cow", "cow", "dog"]
    found = has_twin(groups, [0, 1, 3], [2, 4, 5])
    assert found == [True, True, True], (
        "A row whose group is in the book has a twin, and is missed."
    )
    found = has_twin(groups, [0, 1, 2, 5], [3, 4])
    assert found == [False, False], (
        "Two of one group that are both in the exam are called twins: only the book counts."
    )
    found = has_twin(groups, [3, 1], [5, 0, 4, 2])
    assert found == [True, False, True, False], "The answers are not in the order of the exam."


def test_rows_are_counted_from_the_top():
    found = has_twin(["cat", "dog", "cat", "dog"], [0, 3], [1, 2], index=[3, 2, 1, 0])
    assert found == [True, True], PLACES
    found = has_twin(["a", "b", "c", "b"], [0, 1], [2, 3], index=[70, 80, 90, 95])
    assert found == [False, True], PLACES


def test_the_shares(answers):
    for name in ("with_twin", "without_twin"):
        assert type(answers[name]) in (int, float), f"`{name}` must be a number, without quotes."
    learn = data.split(data.load(), 42).train
    cv, twin = train.folds(learn, 42, by_group=False), pd.Series(False, learn.index)
    for book, exam in cv:
        twin.iloc[exam] = learn["group"].iloc[exam].isin(learn["group"].iloc[book]).to_numpy()
    right = train.examined(models.build("linear_svm"), learn, cv) == learn["label"]
    shares = {"with_twin": right[twin].mean(), "without_twin": right[~twin].mean()}
    upside_down = answers["with_twin"] < answers["without_twin"]
    assert not upside_down, "With a twin in the book it should be easier, not harder: mixed up?"
    for name, share in shares.items():
        assert answers[name] == pytest.approx(share, abs=0.011), (
            f"`{name}` is not {answers[name]}. Are the folds those of"
            " `train.folds(learn, 42, by_group=False)`, and is the model new to each text?"
        )
